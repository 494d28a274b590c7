"""Write the vectors that the Python and the browser code both run: `python tests/vectors/generate.py`.

All randomness comes from a counter over SHA-256, so a second run writes the same bytes. HPKE draws its own
ephemeral keys; for the vectors they are drawn from the same counter.
"""

from __future__ import annotations

import json
from pathlib import Path

from bid_vectors import key_box_vectors, manifest_vectors, refused_manifests
from form_vectors import form_vectors
from point_vectors import point_vectors
from primitive_vectors import box_vectors, canonical_vectors, hpke_vectors, shamir_vectors, stream_vectors
from receipt_vectors import receipt_vectors

HERE = Path(__file__).parent


VECTORS = {
    "canonical": canonical_vectors,
    "hpke": hpke_vectors,
    "points": point_vectors,
    "shamir": shamir_vectors,
    "stream": stream_vectors,
    "boxes": box_vectors,
    "manifest": manifest_vectors,
    "manifest_refused": refused_manifests,
    "keybox": key_box_vectors,
    "receipt": receipt_vectors,
    "opening_form": form_vectors,
}


def texts() -> dict[str, str]:
    """File name → content, as the files must be."""
    return {
        f"{name}.json": json.dumps(make(), ensure_ascii=False, indent=1) + "\n"
        for name, make in VECTORS.items()
    }


if __name__ == "__main__":
    for name, text in texts().items():
        (HERE / name).write_text(text, encoding="utf-8")
