"""Documents to keep: notices for everybody, the 中标通知书 for those it concerns."""

from __future__ import annotations

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import NotFound
from identity.actor import Actor
from trading.documents import issued_letter, notice_document
from trading.permissions import Permission
from trading.public_life import ProjectLife, project_life
from trading.public_queries import notice_by_no
from web.guards import public, requires
from web.responses import docx


class Downloads(Controller):
    """Word documents."""

    @get("/notices/{no:str}/document.docx", opt=public())
    async def notice(self, no: FromPath[str]) -> Response[bytes]:
        """The published notice."""
        article = await notice_by_no(no)
        return docx(filename=f"{article.row.title}（{no}）.docx", content=await notice_document(article))

    @get("/desk/projects/{no:str}/award-letter.docx", guards=[requires()])
    async def letter(self, no: FromPath[str], actor: NamedDependency[Actor]) -> Response[bytes]:
        """The 中标通知书, once the result is published; for winner, tenderer, agency and the centre."""
        life = await project_life(no)
        _check_concerned(actor, life)
        content, _ = await issued_letter(no)
        return docx(filename=f"中标通知书（{no}）.docx", content=content)


def _check_concerned(actor: Actor, life: ProjectLife) -> None:
    concerned = {life.lot.tenderer_id, life.lot.agency_id, life.award.winner_id if life.award else None}
    if life.award is not None and (
        actor.organisation_id in concerned - {None} or Permission.PROJECT_READ_ALL in actor.permissions
    ):
        return
    raise NotFound(code="award-letter-unknown", message="没有可下载的中标通知书")
