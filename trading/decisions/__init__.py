"""The committee's ranking recorded, and what the tenderer makes of it: a winner in turn, or an end without one.

Refuses to know how the result is told: notices and letters stand above.
"""
