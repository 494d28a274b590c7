"""Reading a file of evidence that anybody may have written: bounded, so that no file can hang or exhaust a verifier.

Not for: files the platform wrote for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.errors import Invalid


def read_evidence(path: Path, *, most: int) -> bytes:
    """The file's bytes; raises `Invalid` (`evidence-too-large`) beyond `most`, and `OSError`."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Invalid(
            code="evidence-too-large", message=f"文件超过{most}字节，不是这类凭证", facts={"most": most}
        )
    return data


def evidence_lines(path: Path, *, most: int) -> Iterator[bytes]:
    """The file's lines with their ends; a line beyond `most` bytes comes cut, without its end."""
    with path.open("rb") as file:
        while line := file.readline(most):
            yield line
