"""Why a bid stayed shut, and whose side failed.

《电子招标投标办法》(八部委令第20号) 第三十一条: not decrypted for the bidder's reason — 视为撤销其投标文件;
for any other reason — 视为撤回其投标文件, and the bidder may claim direct loss from whoever is responsible.
Not for: deciding about the deposit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bidding_room.states import Side

ARTICLE = "《电子招标投标办法》第三十一条"


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


_CONSEQUENCE = {
    Side.BIDDER: "因投标人原因未解密，视为撤销其投标文件",
    Side.PLATFORM: "因投标人之外的原因未解密，视为撤回其投标文件，投标人有权要求责任方赔偿直接损失",
}

_SIDES: dict[Failure, tuple[Side, str]] = {
    Failure.BYTES_ALTERED: (Side.PLATFORM, "平台存储的密文与回执所载哈希不一致"),
    Failure.SHARES_MISSING: (Side.PLATFORM, "开标人员在解密时限内未释放足够份额"),
    Failure.KEY_MISMATCH: (Side.BIDDER, "投标人封装的密钥份额与其自身承诺不符"),
    Failure.FORM_UNREADABLE: (Side.BIDDER, "开标一览表解密后不是有效的开标一览表"),
    Failure.ROW_UNREADABLE: (Side.PLATFORM, "平台保存的投标清单已损坏，与回执所载哈希不一致"),
    Failure.SHARE_UNREADABLE: (Side.PLATFORM, "平台保存的开标人员份额已损坏，剩余份额不足"),
    Failure.NOT_STORED: (Side.PLATFORM, "平台未能保存解密结果"),
}


def attribute(failure: Failure) -> Attribution:
    """Whose side failed, said in the words the record uses."""
    side, reason = _SIDES[failure]
    return Attribution(side=side, reason=reason, consequence=_CONSEQUENCE[side])


def consequence_of(side: Side) -> str:
    """The legal consequence in a sentence."""
    return _CONSEQUENCE[side]
