"""Sealed bids and their opening: taking, receipting, freezing, opening, recording.

Owns what a bidder hands in and the moment it becomes readable. It refuses to know how bids are judged, who
judges them, or what a notice says; before the opening it refuses to know even who its bidders are, except
as a keyed handle.
"""
