"""Every proof the log gives is accepted, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.merkle import (
    Tree,
    consistency_ranges,
    frontier_places,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    prove,
    root_of,
    verify_consistency,
    verify_inclusion,
)

HASHES = [leaf_hash(str(number).encode()) for number in range(300)]
sizes = st.integers(1, len(HASHES))


def node(level: int, index: int) -> bytes:
    return root_of(HASHES[index << level : (index + 1) << level])


def root_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word by word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(root_by_definition(leaves[:split]), root_by_definition(leaves[split:]))


@given(sizes)
def test_the_growing_tree_has_the_root_of_the_definition(size: int) -> None:
    assert root_of(HASHES[:size]) == root_by_definition(HASHES[:size])


@given(sizes)
def test_the_frontier_can_be_looked_up_again(size: int) -> None:
    tree = Tree()
    for leaf in HASHES[:size]:
        tree.append(leaf)
    assert tree.frontier == [node(*place) for place in frontier_places(size)]


@given(sizes)
def test_appending_completes_the_subtrees_that_end_there(size: int) -> None:
    tree = Tree(size=size - 1, frontier=[node(*place) for place in frontier_places(size - 1)])
    completed = tree.append(HASHES[size - 1])
    assert completed == [node(level, (size - 1) >> level) for level in range(len(completed))]


@given(sizes, st.data())
def test_every_leaf_is_provably_included(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = prove(inclusion_ranges(index=index, size=size), node)
    assert verify_inclusion(
        leaf=HASHES[index], index=index, size=size, proof=proof, root=root_of(HASHES[:size])
    )


@given(sizes, st.data())
def test_no_proof_serves_another_leaf_place_or_size(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(
        st.integers(0, size - 1).filter(lambda number: number != index) if size > 1 else st.none()
    )
    proof = prove(inclusion_ranges(index=index, size=size), node)
    root = root_of(HASHES[:size])
    assert not verify_inclusion(leaf=b"\0" * 32, index=index, size=size, proof=proof, root=root)
    assert not verify_inclusion(
        leaf=HASHES[index], index=index, size=size, proof=[*proof, b"\0" * 32], root=root
    )
    if other is not None:
        assert not verify_inclusion(leaf=HASHES[index], index=other, size=size, proof=proof, root=root)
        assert not verify_inclusion(leaf=HASHES[index], index=index, size=size, proof=proof[1:], root=root)


@given(sizes, st.data())
def test_every_earlier_tree_is_provably_a_prefix(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    proof = prove(consistency_ranges(first=first, second=second), node)
    assert verify_consistency(
        first=first,
        second=second,
        first_root=root_of(HASHES[:first]),
        second_root=root_of(HASHES[:second]),
        proof=proof,
    )


@given(sizes, st.data())
def test_no_rewritten_history_passes_for_a_prefix(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    changed = data.draw(st.integers(0, first - 1))
    leaves = [*HASHES[:changed], b"\0" * 32, *HASHES[changed + 1 : first]]
    proof = prove(consistency_ranges(first=first, second=second), node)
    assert not verify_consistency(
        first=first,
        second=second,
        first_root=root_of(leaves),
        second_root=root_of(HASHES[:second]),
        proof=proof,
    )
