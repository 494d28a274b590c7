"""The desk: where a signed-in person starts. Composes what the packages say is theirs to do.

Owns nothing and decides nothing; each line leads to a page of the package it came from.
"""
