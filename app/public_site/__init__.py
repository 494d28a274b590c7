"""What anybody may read without signing in: home, notices, the life of a project.

It composes reads of several packages and decides nothing.
"""
