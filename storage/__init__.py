"""What is kept and how: database, object store, keys, clock, outbox, timers and the audit log.

Storage refuses to know the trade: no lot, bid or person, only tags, subjects and bytes. It knows no HTTP.
"""
