"""The one SHA-256 a text consists of, alone or as programs and pages print it. Pure.

A text that merely contains a hash is no fingerprint: whoever shows the answer would show it for the whole text.
Not for: what the hash belongs to; see `checking`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.searching import searchable
from trading.kinds import KINDS

_LONGEST_PRINTED = 400
_HASH = "(?P<hash>[0-9a-f]{64})"
# What may be called a file's name here ends like one and holds no sentence.
_NAME = r"[^,;!?。、]{0,120}\.[0-9a-z]{1,8}"
_PANELS = "|".join(f"{kind.terms.opening}小组" for kind in KINDS.values())
_LABEL = rf"(?:(?:正文|条目|文件|证据|名单|评分|份额|公告|评审结果|{_PANELS}|内容|word 文档)?(?:的)?(?:指纹|哈希|hash))"
_SHA = r"sha-?(?:2-?)?256"
_CERTUTIL = r"(?: 完成。| certutil: -hashfile (?:命令成功完成。|command completed successfully\.))?"
_PRINTED = tuple(
    re.compile(form)
    for form in (
        _HASH,
        rf"(?:{_LABEL} ?)?\(?(?:{_SHA})?\)? ?[:=]? ?{_HASH}[.。]?",  # as pages print it
        rf"{_HASH} \*?(?P<name>{_NAME})",  # sha256sum
        rf"{_SHA} ?\((?P<name>{_NAME})\) ?= ?{_HASH}",  # openssl, BSD
        rf"{_SHA} (?:的 |hash of )?(?P<name>{_NAME}) ?(?:哈希)?: ?{_HASH}{_CERTUTIL}",
        rf"(?:algorithm hash path [- ]{{3,200}})?{_SHA} {_HASH}(?: (?P<name>{_NAME}))?",  # PowerShell
    )
)


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """`named` says that a file's name stood beside it, which no hash vouches for."""

    digest: bytes
    named: bool


def fingerprint_of(text: str) -> Fingerprint | None:
    """None for any text that says more than a fingerprint."""
    if len(text) > _LONGEST_PRINTED:
        return None
    line = searchable(text)
    for form in _PRINTED:
        found = form.fullmatch(line)
        if found is not None:
            named = "name" in form.groupindex and found["name"] is not None
            return Fingerprint(digest=bytes.fromhex(found["hash"]), named=named)
    return None


def holds_a_hash(text: str) -> bool:
    """Whether some SHA-256 stands in it."""
    return re.search("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", searchable(text)) is not None
