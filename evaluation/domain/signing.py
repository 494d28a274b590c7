"""How a member stands under the report.

Who disagrees writes the dissent and its reasons on the report; who refuses to sign
without doing so is deemed to agree.
"""

from __future__ import annotations

from enum import StrEnum

from core.errors import Invalid
from core.statements import LONGEST_EXPLANATION, stated

SIGNATURE_LABEL = b"tianping evaluation report v1 signature\x00"


class SignatureKind(StrEnum):
    SIGNED = "signed"
    DISSENTING = "dissenting"
    DEEMED = "deemed"


SIGNATURE_TITLES: dict[SignatureKind, str] = {
    SignatureKind.SIGNED: "已签署",
    SignatureKind.DISSENTING: "已签署不同意见",
    SignatureKind.DEEMED: "拒绝签署又未书面说明不同意见，视为同意",
}


def signed_bytes(*, facts_hash: bytes, kind: SignatureKind, dissent: str) -> bytes:
    """What a member's key signs: the report's facts, and how they stand to it."""
    return SIGNATURE_LABEL + facts_hash + kind.encode() + b"\x00" + dissent.encode()


def read_dissent(text: str, *, dissents: bool, article: str) -> str:
    """The dissent with its reasons; empty for who signs plainly.

    Raises `Invalid`: `dissent-without-reasons` when there is next to nothing, `dissent-unsaid` for reasons that
    nobody says to dissent for: neither is guessed from the other.
    """
    dissent = stated(text, field="dissent", most=LONGEST_EXPLANATION)
    if dissent and not dissents:
        raise Invalid(
            code="dissent-unsaid",
            message="填写了不同意见，请勾选“我有不同意见”；没有不同意见的，请清空该栏",
            field="dissents",
            article=article,
        )
    if dissents and len(dissent) < 10:
        raise Invalid(
            code="dissent-without-reasons",
            message="签署不同意见须说明理由（不少于10字）",
            field="dissent",
            article=article,
        )
    return dissent
