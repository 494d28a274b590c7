"""The tender documents of a project: worded from a kind's model text, filled in by what the project says.

Refuses to know how notices are told: notices stand above, and hand over the facts both are worded from.
"""
