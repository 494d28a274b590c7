"""Why a bid stayed shut, and whose side failed.

《电子招标投标办法》(八部委令第20号) 第三十一条: not decrypted for the bidder's reason — 视为撤销其投标文件;
for any other reason — 视为撤回其投标文件, and the bidder may claim direct loss from whoever is responsible.
Not for: deciding about the deposit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bidding_room.states import Side
from trading.terms import Terms


class Failure(StrEnum):
    """What kept a frozen bid shut."""

    BYTES_ALTERED = "bytes-altered"  # the store no longer holds what the receipt names
    SHARES_MISSING = (
        "shares-missing"  # fewer than k officers released a matching share, and no own key either
    )
    KEY_MISMATCH = "key-mismatch"  # committed shares combine to something the bidder did not commit to
    FORM_UNREADABLE = "form-unreadable"  # the key is right, the opening form is not a form
    ROW_UNREADABLE = "row-unreadable"  # the platform no longer holds the manifest that was handed in
    SHARE_UNREADABLE = "share-unreadable"  # a released share was lost, and too few others are left
    NOT_STORED = "not-stored"  # opened, and the platform could not keep what it read


@dataclass(frozen=True, slots=True)
class Attribution:
    """One row of the decision table."""

    side: Side
    reason: str
    consequence: str


_SIDES: dict[Failure, Side] = {
    Failure.BYTES_ALTERED: Side.PLATFORM,
    Failure.SHARES_MISSING: Side.PLATFORM,
    Failure.KEY_MISMATCH: Side.BIDDER,
    Failure.FORM_UNREADABLE: Side.BIDDER,
    Failure.ROW_UNREADABLE: Side.PLATFORM,
    Failure.SHARE_UNREADABLE: Side.PLATFORM,
    Failure.NOT_STORED: Side.PLATFORM,
}


def attribute(failure: Failure, *, terms: Terms) -> Attribution:
    """Whose side failed, said in the words the record uses."""
    side = _SIDES[failure]
    return Attribution(
        side=side, reason=_reasons(terms)[failure], consequence=consequence_of(side, terms=terms)
    )


def consequence_of(side: Side, *, terms: Terms) -> str:
    """The legal consequence in a sentence."""
    if side is Side.BIDDER:
        return f"因{terms.bidder}原因未解密，视为撤销其{terms.offer}"
    return (
        f"因{terms.bidder}之外的原因未解密，视为撤回其{terms.offer}，{terms.bidder}有权要求责任方赔偿直接损失"
    )


def _reasons(terms: Terms) -> dict[Failure, str]:
    return {
        Failure.BYTES_ALTERED: "平台存储的密文与回执所载哈希不一致",
        Failure.SHARES_MISSING: f"{terms.opening}人员在解密时限内未释放足够份额",
        Failure.KEY_MISMATCH: f"{terms.bidder}封装的密钥份额与其自身承诺不符",
        Failure.FORM_UNREADABLE: f"{terms.form}解密后不是有效的{terms.form}",
        Failure.ROW_UNREADABLE: f"平台保存的{terms.offered}清单已损坏，与回执所载哈希不一致",
        Failure.SHARE_UNREADABLE: f"平台保存的{terms.opening}人员份额已损坏，剩余份额不足",
        Failure.NOT_STORED: "平台未能保存解密结果",
    }
