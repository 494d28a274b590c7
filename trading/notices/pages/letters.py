"""`/letters`: the letters a supplier was sent, one by one, and as Word documents."""

from __future__ import annotations

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from core.errors import NotFound
from identity.actor import Actor
from storage import audit
from storage.given_out import remember_file
from trading.choices import LetterKind
from trading.kinds import KINDS
from trading.notices.documents import letter_document, letter_identity
from trading.notices.queries.letters import letter_by_no, letters_about, letters_to
from trading.projects.fields import LotNo
from trading.projects.queries.drafts import only_lot
from web.guards import requires
from web.pages import page
from web.responses import docx, see_other
from web.visitor import HttpRequest


class LetterPages(Controller):
    """For whoever is signed in; a letter shows itself to those it concerns only."""

    guards = [requires()]  # noqa: RUF012 — Litestar's own form

    @get("/letters")
    async def own(self, request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
        """What the actor's organisation was sent."""
        sent = await letters_to(actor.organisation_id) if actor.organisation_id else ()
        return page(request, "notices/letters.html", letters=sent)

    @get("/letters/{no:str}")
    async def one(self, request: HttpRequest, no: FromPath[str], actor: NamedDependency[Actor]) -> Template:
        """The letter as issued, with its proof."""
        letter = await letter_by_no(no=no, actor=actor)
        entry = await audit.entry(letter.audit_seq)
        return page(
            request, "notices/letter.html", letter=letter, entry=entry, notice_labels=_notice_labels()
        )

    @get("/letters/{no:str}/document.docx")
    async def document(self, no: FromPath[str], actor: NamedDependency[Actor]) -> Response[bytes]:
        """The letter as a Word document."""
        return await _document(no=no, actor=actor)

    @get("/desk/projects/{no:str}/award-letter.docx")
    async def only_award_letter(self, no: FromPath[str]) -> Redirect:
        """Leads to that of the only lot, or to the project with its lots."""
        return see_other(f"/desk/projects/{no}{await only_lot(no, then='award-letter.docx')}")

    @get("/desk/projects/{no:str}/lots/{lot_no:int}/award-letter.docx")
    async def award_letter(
        self, no: FromPath[str], lot_no: LotNo, actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """The lot's 中标通知书, wherever it is."""
        for row in await letters_about(no):
            if row.kind is LetterKind.AWARD and row.lot_no == lot_no:
                return await _document(no=row.no, actor=actor)
        raise NotFound(code="letter-unknown", message="没有可下载的通知书")


def _notice_labels() -> frozenset[str]:
    """The lines of a letter that name a notice; a page makes them links."""
    return frozenset(title for kind in KINDS.values() for title in kind.notices.titles.values())


async def _document(*, no: str, actor: Actor) -> Response[bytes]:
    letter = await letter_by_no(no=no, actor=actor)
    content = await letter_document(letter)
    await remember_file(letter_identity(no), content)
    return docx(filename=f"{letter.body.title}（{no}）.docx", content=content)
