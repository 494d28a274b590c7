#!/usr/bin/env bash
# pymerkle 7.0.0 builds the tree of RFC 6962 (same leaf and node hashing, same root, same root of the empty tree), so a
# signed head of a transparency log can be recomputed with it. Its proofs are not the RFC's, though: entries count from
# 1 where the RFC counts from 0, an inclusion path begins with the entry's own hash, and a consistency path lists other
# nodes than PROOF(m, D[n]) does: for 4 of 7 entries four nodes instead of one. Who checks a log's published proofs with
# it must rebuild them; who publishes pymerkle's proofs is read by no other client.
#
# Seen (Python 3.11; pymerkle 7.0.0; seven entries; i:j is the node over entries i … j-1, counted from 0):
#   inclusion of entry 2 in 7:   RFC 3:4 0:2 4:7        pymerkle (asked for index 3) 2:3 3:4 0:2 4:7
#   consistency of 3 with 7:     RFC 2:3 3:4 0:2 4:7    pymerkle 3:4 2:3 0:2 4:7
#   consistency of 4 with 7:     RFC 4:7                pymerkle 4:5 5:6 6:7 0:4
#   index 0:                     InvalidChallenge
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pymerkle==7.0.0
"$folder/venv/bin/python" - <<'PY'
from hashlib import sha256

from pymerkle import InmemoryTree
from pymerkle.core import InvalidChallenge

ENTRIES = [b"entry %d" % number for number in range(7)]


def head(low, high):
    """MTH of RFC 6962, 2.1, over ENTRIES[low:high]."""
    if high - low == 1:
        return sha256(b"\0" + ENTRIES[low]).digest()
    middle = low + (1 << (high - low - 1).bit_length() - 1)
    return sha256(b"\1" + head(low, middle) + head(middle, high)).digest()


NAMES = {head(low, high): f"{low}:{high}" for low in range(7) for high in range(low + 1, 8)}


def nodes(proof):
    return [NAMES[bytes.fromhex(node)] for node in proof.serialize()["path"]]


tree = InmemoryTree(algorithm="sha256")
assert tree.get_root() == sha256(b"").digest()
assert [tree.append_entry(entry) for entry in ENTRIES] == [1, 2, 3, 4, 5, 6, 7]
assert tree.get_root() == head(0, 7)
assert nodes(tree.prove_inclusion(3, 7)) == ["2:3", "3:4", "0:2", "4:7"]
assert nodes(tree.prove_consistency(3, 7)) == ["3:4", "2:3", "0:2", "4:7"]
assert nodes(tree.prove_consistency(4, 7)) == ["4:5", "5:6", "6:7", "0:4"]
try:
    tree.prove_inclusion(0, 7)
except InvalidChallenge:
    print("as described: the root is RFC 6962's, the proofs are not")
else:
    raise SystemExit("index 0 is accepted now")
PY
