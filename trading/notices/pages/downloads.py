"""Notices to keep, for everybody."""

from __future__ import annotations

from litestar import Controller, Response, get
from litestar.params import FromPath

from storage.given_out import remember_file
from trading.notices.documents import notice_document, notice_identity
from trading.notices.queries.published import notice_by_no
from web.guards import public
from web.responses import docx


class Downloads(Controller):
    """Word documents."""

    @get("/notices/{no:str}/document.docx", opt=public())
    async def notice(self, no: FromPath[str]) -> Response[bytes]:
        """The published notice."""
        article = await notice_by_no(no)
        content = await notice_document(article)
        await remember_file(notice_identity(no), content)
        return docx(filename=f"{article.row.title}（{no}）.docx", content=content)
