"""Documents go out with the notice: fixed, named in its entry, read by who may, and on the checklist."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from asyncpg import PostgresError
from factories import trading_cast
from factories.trading_cast import Cast, accepted, bidding, drafted, make_cast

from core.canonical import fingerprint
from core.errors import Forbidden, NotFound
from storage import audit
from storage.database import execute
from trading.notices.operations.publish_notice import publish_notice
from trading.notices.queries.published import notice_by_no
from trading.papers.documents import issued_docx
from trading.papers.forms import ChapterForm, ClauseForm
from trading.papers.operations.edit_documents import edit_chapter
from trading.papers.queries.issued import has_issued, issued_documents, readable_documents
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries.drafts import project_of
from trading.projects.queries.requirements import substantive_requirements
from trading.tables import Lot, Notice


@pytest.fixture
async def cast(database: None) -> Cast:
    return await make_cast()


async def no_of(lot: Lot) -> str:
    return (await project_of(lot)).no


async def test_nothing_is_issued_before_the_notice(cast: Cast, now: datetime) -> None:
    lot, _ = await accepted(cast, now=now)
    no = await no_of(lot)
    assert await issued_documents(no) is None
    assert not await has_issued(no)
    with pytest.raises(NotFound):
        await readable_documents(no, cast.bidders[0])


async def test_the_notices_entry_names_the_fingerprint_of_the_documents(cast: Cast, now: datetime) -> None:
    lot, notice = await bidding(cast, now=now)
    issued = await issued_documents(await no_of(lot))
    assert issued is not None
    article = await notice_by_no(notice.no)
    assert issued.audit_seq == article.audit_seq
    told = fingerprint(msgspec.to_builtins(issued.document))
    assert told in msgspec.json.encode((await audit.entry(article.audit_seq)).payload.decode()).decode()
    assert await issued_docx(issued) == await issued_docx(issued), "the same bytes for everybody"


async def test_what_was_issued_never_changes(cast: Cast, now: datetime) -> None:
    lot, notice = await bidding(cast, now=now)
    await publish_notice(actor=trading_cast.SYSTEM, notice_id=notice.id, now=now)
    for statement in (
        "UPDATE trading_issued_document SET version = 2",
        "DELETE FROM trading_issued_document",
    ):
        with pytest.raises(PostgresError):
            await execute(f"{statement} WHERE project = $1", lot.project)


async def test_a_stranger_reads_them_with_the_result_and_not_before(cast: Cast, now: datetime) -> None:
    lot, _ = await bidding(cast, now=now)
    no = await no_of(lot)
    assert (await readable_documents(no, cast.bidders[0])).is_public is False
    with pytest.raises(Forbidden) as refused:
        await readable_documents(no, None)
    assert refused.value.code == "documents-withheld"
    await execute("UPDATE trading_lot SET state = 'failed', failed_at = $2 WHERE id = $1", lot.id, now)
    assert (await readable_documents(no, None)).is_public


async def test_what_the_agency_marks_stands_on_the_checklist_and_the_model_once(
    cast: Cast, now: datetime
) -> None:
    lot = await drafted(cast, now=now)
    before = await substantive_requirements(lot.id)
    clauses = (
        ClauseForm(title="质保", text="质保期不少于三年，{{合同履行期限}}内交付。", substantive=True),
        ClauseForm(title="培训", text="提供培训。"),
    )
    word = ChapterForm(clauses=clauses)
    await edit_chapter(actor=cast.agency, project_id=lot.project, chapter_no=3, word=word, now=now)
    await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    await accept_project(actor=cast.host, project_id=lot.project, now=now)
    assert await substantive_requirements(lot.id) == before, "nothing is asked that was not issued"
    notice = await Notice.objects().where(Notice.project == lot.project).first()
    assert notice is not None
    await publish_notice(actor=trading_cast.SYSTEM, notice_id=notice.id, now=notice.publish_at)
    *kept, added = await substantive_requirements(lot.id)
    assert tuple(kept) == before
    assert added.title == "实质性条款"
    assert added.text.startswith("3.1 质保：质保期不少于三年")
    assert "{{" not in added.text
