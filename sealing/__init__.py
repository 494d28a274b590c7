"""The sealed-bid format: bytes in, bytes out.

Owns how a bid is sealed, named, signed, shared among the opening officers and opened again, and the shape of
receipts and refusals. `SPEC.md` beside this file is the normative text; `web/browser/` is the second
implementation, and `tests/vectors/` binds the two.
It refuses to know a database, a clock, settings, a network or a person: keys, times and randomness come in
as arguments.
"""
