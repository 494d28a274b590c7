"""The expert pool and its draws: experts, specialities, recusal, verifiable random draws, seats.

Owns who may sit on a committee and how they were chosen. Refuses to know what was bid: the bidders of a lot
reach it as plain organisations, through `expert_pool.providers`. It does not score, and it does not choose:
the order comes out of a seed nobody controls.
"""
