"""One demo after the other: each moves the platform's clock, and would carry the other's bidders past their deadline.

Holds among the demos of one machine. Not for people who move a training clock by hand meanwhile.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.demo.world import Say


@contextmanager
def turn_on(base_url: str, *, say: Say) -> Iterator[None]:
    """Wait until no other demo runs on this platform; the turn ends with the process, however it ends."""
    name = hashlib.sha256(base_url.encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"tianping-demo-{os.getuid()}-{name}.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一场演示正在进行，等它结束后开始")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
