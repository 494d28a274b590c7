"""How the format says no.

Three kinds: bytes that do not open (one constant error that tells an attacker nothing), a manifest or receipt
that is not well formed (a public code), and secrets that contradict a commitment (attributed to whoever
produced them).
"""

from __future__ import annotations

from core.errors import Invalid


class SealError(Exception):
    """Sealed bytes did not open: wrong key, altered, truncated or reordered; never says which."""

    def __init__(self) -> None:
        super().__init__("sealed bytes refused")


class ManifestRefused(Invalid):
    """A manifest, receipt, key box or panel is not well formed; `code` says in which way."""


class ShareRefused(Invalid):
    """A released share contradicts the bidder's commitment: the officer's side (`facts["officer"]`)."""


class KeyRefused(Invalid):
    """A content key contradicts the bidder's commitment.

    `facts["side"]` is `bidder` when committed shares combine to another key, or when the bidder released a
    wrong key themselves.
    """


_MESSAGES = {
    "sealed-not-canonical": "内容不是规范格式，可能在传送中被改动",
    "sealed-version-unknown": "不支持的格式版本，请刷新页面或更新客户端",
    "sealed-malformed": "内容的字段、长度或取值不符合封装格式",
    "sealed-too-large": "内容超过格式允许的大小",
    "panel-malformed": "开启人员名单不符合要求（至少两人方可解密，序号连续，公钥可用且互不相同）",
    "panel-hash-wrong": "开启人员名单与其哈希不符",
    "bidder-key-unusable": "递交人公钥不能使用，请重新生成密钥",
    "envelopes-wrong": "信封应依次为资格、技术、报价三个",
    "shares-wrong": "密钥份额与开启人员不对应",
    "files-duplicate": "文件编号重复",
    "files-too-many": "文件或分片数量超过上限",
    "file-size-wrong": "文件大小与分片数不符",
    "contents-wrong": "加密目录与封装的文件不一致",
    "form-malformed": "报价表不是有效内容",
    "signature-wrong": "签名无效，内容与签名人不符",
    "proof-wrong": "包含证明不成立，所载条目不在签名的审计日志中",
    "entry-differs": "审计日志条目与回执所载内容不一致",
    "root-differs": "密封文件清单与凭证所载密封文件根哈希不一致",
}


def refused(code: str, *, field: str | None = None) -> ManifestRefused:
    """The refusal with its sentence; `code` must be one of the table above."""
    return ManifestRefused(code=code, message=_MESSAGES[code], field=field)


def share_refused(*, officer: int, envelope: str) -> ShareRefused:
    """The refusal of one officer's share."""
    return ShareRefused(
        code="share-refused",
        message=f"第{officer}号开启人员释放的密钥份额与递交人的承诺不符",
        facts={"officer": officer, "envelope": envelope, "side": "officer"},
    )


def key_refused(*, envelope: str) -> KeyRefused:
    """The refusal of a key that the bidder released or dealt."""
    return KeyRefused(
        code="key-refused",
        message="解出的内容密钥与递交人自己的承诺不符",
        facts={"envelope": envelope, "side": "bidder"},
    )
