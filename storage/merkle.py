"""The Merkle tree of RFC 6962 §2.1 (= RFC 9162 §2.1), SHA-256. Bytes in, bytes out.

Not for: storing the tree or signing it. A verifier needs this module and nothing else of the platform.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(payload: bytes) -> bytes:
    """MTH of one leaf: SHA-256(0x00 ‖ payload)."""
    return hashlib.sha256(b"\x00" + payload).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """An inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A growing tree that keeps only its frontier: the complete subtrees of its size, largest first."""

    size: int = 0
    frontier: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf hash; returns the hashes of the subtrees it completes, levels 0, 1, 2 … upwards."""
        completed = [leaf]
        rest = self.size
        while rest & 1:
            completed.append(node_hash(self.frontier.pop(), completed[-1]))
            rest >>= 1
        self.frontier.append(completed[-1])
        self.size += 1
        return completed

    def root(self) -> bytes:
        """The head of the tree as it stands."""
        if not self.frontier:
            return EMPTY_ROOT
        head = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            head = node_hash(left, head)
        return head

    def root_with(self, leaf: bytes) -> bytes:
        """The head the tree would have after `leaf`; the tree stays as it is."""
        grown = Tree(size=self.size, frontier=list(self.frontier))
        grown.append(leaf)
        return grown.root()


def frontier_places(size: int) -> list[tuple[int, int]]:
    """(level, index) of the complete subtrees that make up a tree of `size`, largest first."""
    return _places(0, size)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The head over leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


# A proof is a list of ranges [start, end) of leaves, each standing for the hash of that range.


def inclusion_ranges(*, index: int, size: int) -> list[tuple[int, int]]:
    """RFC 6962 §2.1.1: the ranges whose hashes prove leaf `index` in the tree of `size`, lowest first.

    Raises `ValueError` unless 0 ≤ index < size.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    return list(_path(index, 0, size))


def _path(index: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start <= 1:
        return
    middle = start + _split(end - start)
    if index < middle:
        yield from _path(index, start, middle)
        yield middle, end
    else:
        yield from _path(index, middle, end)
        yield start, middle


def consistency_ranges(*, first: int, second: int) -> list[tuple[int, int]]:
    """RFC 6962 §2.1.2: the ranges whose hashes prove the tree of `first` a prefix of that of `second`.

    Raises `ValueError` unless 0 < first ≤ second.
    """
    if not 0 < first <= second:
        raise ValueError("consistency needs 0 < first <= second")
    return list(_subproof(first, 0, second, known=True))


def _subproof(first: int, start: int, end: int, *, known: bool) -> Iterator[tuple[int, int]]:
    if first == end:
        if not known:
            yield start, end
        return
    middle = start + _split(end - start)
    if first <= middle:
        yield from _subproof(first, start, middle, known=known)
        yield middle, end
    else:
        yield from _subproof(first, middle, end, known=False)
        yield start, middle


def range_places(start: int, end: int) -> list[tuple[int, int]]:
    """(level, index) of the complete subtrees that make up leaves [start, end), largest first.

    `start` is a multiple of the largest power of two in the range, as every range of a proof is.
    """
    return _places(start, end)


def _places(start: int, end: int) -> list[tuple[int, int]]:
    places = []
    while start < end:
        level = (end - start).bit_length() - 1
        places.append((level, start >> level))
        start += 1 << level
    return places


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash of a range from its complete subtrees, largest first."""
    return Tree(frontier=list(hashes)).root()


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (≥ 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def prove(ranges: Iterable[tuple[int, int]], node: Callable[[int, int], bytes]) -> list[bytes]:
    """The proof for `ranges`, given how to look up the node at (level, index)."""
    return [fold([node(*place) for place in range_places(*span)]) for span in ranges]


def verify_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2: whether `proof` leads from `leaf` at `index` to `root` of the tree of `size`."""
    if not 0 <= index < size:
        return False
    place, last, head = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            head = node_hash(step, head)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            head = node_hash(head, step)
        place, last = place >> 1, last >> 1
    return last == 0 and head == root


def verify_consistency(
    *, first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """RFC 9162 §2.1.4.2: whether `proof` shows the tree of `first` to be a prefix of that of `second`."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    steps = list(proof)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    if not steps:
        return False
    return _walk(first - 1, second - 1, steps) == (first_root, second_root)


def _walk(place: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a consistency proof leads to, or None when its length is wrong."""
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None
