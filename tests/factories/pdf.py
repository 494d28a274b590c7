"""PDF documents made by hand, whole enough for any reader."""

from __future__ import annotations


def whole(*objects: bytes) -> bytes:
    """A document of these objects, the first its catalogue, with the table that leads to them."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end


PAGES = (
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
)
PLAIN_PDF = whole(b"<</Type/Catalog/Pages 2 0 R>>", *PAGES)


def stream(entries: bytes, inside: bytes) -> bytes:
    return whole(
        b"<</Type/Catalog/Pages 2 0 R>>",
        *PAGES,
        b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(inside), inside),
    )
