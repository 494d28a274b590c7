"""`/letters`: the letters a supplier was sent, one by one; letters and notices as Word documents."""

from __future__ import annotations

from uuid import UUID

from litestar import Response
from litestar.response import Redirect
from msgspec import Struct

from core.errors import NotFound
from identity.actor import Actor
from storage import audit
from storage.given_out import remember_file
from trading.choices import LetterKind
from trading.kinds import KINDS
from trading.notices.documents import letter_document, letter_identity, notice_document, notice_identity
from trading.notices.queries.letters import IssuedLetter, LetterRow, letter_by_no, letters_about, letters_to
from trading.notices.queries.published import notice_by_no
from trading.projects.fields import LotNo
from trading.projects.queries.drafts import only_lot
from web.guards import PUBLIC, SIGNED_IN
from web.responses import docx, see_other
from web.views import told, view


class Letter(Struct, frozen=True, kw_only=True):
    """The letter as issued, with its proof; `notice_labels` are its lines that name a notice."""

    letter: IssuedLetter
    entry: audit.PublicEntry
    notice_labels: frozenset[str]


async def own_letters(organisation_id: UUID | None) -> tuple[LetterRow, ...]:
    """What the actor's organisation was sent."""
    return await letters_to(organisation_id) if organisation_id else ()


async def letter(no: str, actor: Actor) -> Letter:
    """A letter shows itself to those it concerns only."""
    found = await letter_by_no(no=no, actor=actor)
    labels = frozenset(title for kind in KINDS.values() for title in kind.notices.titles.values())
    return Letter(letter=found, entry=await audit.entry(found.audit_seq), notice_labels=labels)


async def letter_docx(no: str, actor: Actor) -> Response[bytes]:
    """The letter as a Word document."""
    found = await letter_by_no(no=no, actor=actor)
    content = await letter_document(found)
    await remember_file(letter_identity(no), content)
    return docx(filename=f"{found.body.title}（{no}）.docx", content=content)


async def only_award_letter(no: str, actor: Actor) -> Redirect:
    """Leads to that of the only lot, or to the project with its lots."""
    return see_other(f"/desk/projects/{no}{await only_lot(no, then='award-letter.docx', actor=actor)}")


async def award_letter(no: str, lot_no: LotNo, actor: Actor) -> Response[bytes]:
    """The lot's 中标通知书, wherever it is."""
    for row in await letters_about(no):
        if row.kind is LetterKind.AWARD and row.lot_no == lot_no:
            return await letter_docx(row.no, actor)
    raise NotFound(code="letter-unknown", message="没有可下载的通知书")


async def notice_docx(no: str) -> Response[bytes]:
    """The published notice."""
    article = await notice_by_no(no)
    content = await notice_document(article)
    await remember_file(notice_identity(no), content)
    return docx(filename=f"{article.row.title}（{no}）.docx", content=content)


LETTERS = view("/letters", "notices/letters.html", needs=SIGNED_IN, letters=own_letters)
LETTER = view("/letters/{no:str}", "notices/letter.html", letter, needs=SIGNED_IN)
LETTER_DOCX = told("/letters/{no:str}/document.docx", letter_docx, needs=SIGNED_IN)
ONLY_AWARD_LETTER = told("/desk/projects/{no:str}/award-letter.docx", only_award_letter, needs=SIGNED_IN)
AWARD_LETTER = told(
    "/desk/projects/{no:str}/lots/{lot_no:int}/award-letter.docx", award_letter, needs=SIGNED_IN
)
NOTICE = told("/notices/{no:str}/document.docx", notice_docx, needs=PUBLIC)
