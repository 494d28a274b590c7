"""What every package may rely on: refusals, states, rules, money, days, ids, canonical bytes.

Standard library only. Core refuses to know databases, HTTP, settings and the wall clock.
"""
