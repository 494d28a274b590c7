"""The training clock and the component page: doors that only a training instance has.

Elsewhere these addresses do not exist, and the database refuses to move its clock whoever asks.
"""
