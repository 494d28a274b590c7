"""What entries of the log are called on the pages; every template knows this name."""

from __future__ import annotations

from app.transparency.labels import title_of

WORDS = {"title_of": title_of}
