"""What the application's processes use, from /proc: CPU seconds and resident memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PORT = "8000"


@dataclass(frozen=True)
class Usage:
    """CPU in seconds since their start, memory in MiB now, of `tianping serve` and its workers together."""

    cpu: float
    memory: float


def application_usage() -> Usage:
    """Sums over every process of the application; raises `LookupError` when there is none."""
    found = [pid for pid in _pids() if _is_application(pid)]
    if not found:
        raise LookupError("no `tianping serve` runs on this machine")
    stats = [_stat(pid) for pid in found]
    return Usage(cpu=sum(cpu for cpu, _ in stats), memory=sum(memory for _, memory in stats))


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _is_application(pid: int) -> bool:
    """The serving command itself, or a process it started; of this platform, where several run on one machine."""
    return (_serves(pid) or _serves(_parent(pid))) and _port(pid) == os.environ.get("PORT", _PORT)


def _port(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/environ").read_text(errors="replace").split("\0")
    except OSError:
        return ""
    return next((word.removeprefix("PORT=") for word in words if word.startswith("PORT=")), _PORT)


def _serves(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"serve" in words and any(b"tianping" in word or b"app.cli" in word for word in words)


def _parent(pid: int) -> int:
    try:
        return int(_fields(pid)[1])
    except (OSError, IndexError):
        return 0


def _stat(pid: int) -> tuple[float, float]:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS, int(fields[21]) * _PAGE / 2**20


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the command's name, which may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
