"""Realistic demo data and a watchable life cycle, made by the platform's own operations.

Only for training instances. Bodies and firms are named as in published notices; the people are invented.
"""
