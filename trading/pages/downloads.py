"""Notices to keep, for everybody."""

from __future__ import annotations

from litestar import Controller, Response, get
from litestar.params import FromPath

from trading.documents import notice_document
from trading.public_queries import notice_by_no
from web.guards import public
from web.responses import docx


class Downloads(Controller):
    """Word documents."""

    @get("/notices/{no:str}/document.docx", opt=public())
    async def notice(self, no: FromPath[str]) -> Response[bytes]:
        """The published notice."""
        article = await notice_by_no(no)
        return docx(filename=f"{article.row.title}（{no}）.docx", content=await notice_document(article))
