"""Entries, proofs and heads of the log as somebody brings them back to `/verify`: all that they say is compared.

Not for: documents the log names; see `checking`.
"""

from __future__ import annotations

from typing import Any

from app.transparency.checked import Checked, Point
from app.transparency.proofs import is_prefix_of_the_log, prove_entry
from storage import audit, merkle
from storage.audit import PublicEntry
from storage.keys import platform_keys
from storage.merkle import leaf_hash
from storage.tree_head import SignedHead, parse_instant

_PAYLOAD = {"v", "at", "tag", "actor", "subject", "facts", "salt"}
_ENTRY = {"seq", "leaf_hash", "payload", "root", "at", "signature"}
_PROOF = {"seq", "leaf_hash", "payload", "proof", "head"}
_LARGEST = 2**53 - 1
_HEAD = {"size", "root", "signature"}


async def check_entry(text: bytes, shape: dict[str, Any]) -> Checked | None:
    """A payload as hashed, or an entry or proof as the platform serves it, which carries the payload."""
    if _PAYLOAD <= shape.keys() <= _PAYLOAD | {"seq", "exactly_at"}:
        return await check_leaf(leaf_hash(text), seq=await _claimed_seq(shape))
    if shape.keys() not in (_ENTRY, _PROOF):
        return None
    leaf = _leaf_of(shape)
    found = None if leaf is None else await audit.entry_of_leaf(leaf)
    if leaf is None or found is None:
        return _not_in_the_log(shape["seq"])
    same = Point(text="编号、时间、签名和证明等各项与日志相符", holds=_says_the_same(shape, found))
    return await _of_entry(found, same)


async def _claimed_seq(shape: dict[str, Any]) -> object:
    """The number a payload says, or that of the entry which says the same of itself but for its facts."""
    told = (shape["tag"], shape["subject"], shape["at"])
    if "seq" in shape or not all(isinstance(one, str) and one.isprintable() for one in told):
        return shape.get("seq")
    try:
        at = parse_instant(shape["at"])
    except ValueError:
        return None
    found = await audit.public_entry_of(tag=shape["tag"], subject=shape["subject"], at=at)
    return None if found is None else found.seq


async def check_leaf(leaf: bytes, *, seq: object) -> Checked:
    """The entry with this hash; `seq` is the number it claims, if any."""
    found = await audit.entry_of_leaf(leaf)
    return _not_in_the_log(seq) if found is None else await _of_entry(found)


async def check_head(shape: dict[str, Any]) -> Checked | None:
    """A signed head as the platform serves it."""
    if _HEAD - shape.keys():
        return None
    try:
        head = SignedHead.from_json(shape)
    except ValueError:
        return Checked(kind="日志根", points=(Point(text="由本平台签名", holds=False),))
    said = Point(text="由本平台签名", holds=_is_signed(head) and head.as_json() == shape)
    kept = await is_prefix_of_the_log(size=head.size, root=head.root)
    return Checked(kind="日志根", points=(said, Point(text="仍是现在日志的开头（只增不改）", holds=kept)))


def _leaf_of(shape: dict[str, Any]) -> bytes | None:
    """By the payload where there is one; a withheld entry has its hash alone."""
    if isinstance(shape["payload"], str):
        return leaf_hash(shape["payload"].encode())
    try:
        return bytes.fromhex(shape["leaf_hash"])
    except (TypeError, ValueError):
        return None


def _says_the_same(shape: dict[str, Any], found: PublicEntry) -> bool:
    own = found.as_json()
    if shape["payload"] not in (None, own["payload"]):
        return False
    if shape.keys() == _ENTRY:
        return shape | {"payload": None} == own | {"payload": None}
    return (shape["seq"], shape["leaf_hash"]) == (own["seq"], own["leaf_hash"]) and _proves(shape, found)


def _proves(shape: dict[str, Any], found: PublicEntry) -> bool:
    """Checked as any outsider would."""
    try:
        head = SignedHead.from_json(shape["head"])
        steps = [bytes.fromhex(step) for step in shape["proof"]]
    except (TypeError, ValueError):
        return False
    return _is_signed(head) and merkle.verify_inclusion(
        leaf=found.leaf_hash, index=found.seq, size=head.size, proof=steps, root=head.root
    )


def _is_signed(head: SignedHead) -> bool:
    return head.signed_by(platform_keys().public_key)


def _not_in_the_log(seq: object) -> Checked:
    numbered = isinstance(seq, int) and 0 <= seq <= _LARGEST
    note = f"日志第 {seq} 条的内容与此不同，或日志没有这一条" if numbered else None
    return Checked(kind="日志条目", points=(Point(text="记入审计日志", holds=False, note=note),))


async def _of_entry(found: PublicEntry, *more: Point) -> Checked:
    proof = await prove_entry(seq=found.seq)
    points = (
        Point(text="记入审计日志", holds=True, note=f"第 {found.seq} 条"),
        *more,
        Point(text="包含证明通到当前签名的日志根", holds=proof.holds),
    )
    return Checked(kind="日志条目", points=points, proof=proof, entries=(proof.entry,))
