"""The agency words the tender documents: what is kept, who may, and what is refused."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import msgspec
import pytest
from factories import trading_cast
from factories.trading_cast import Cast, drafted, lawful_times, make_cast, times_word

from core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from identity.actor import Actor
from storage.database import execute, fetch, fetch_one
from trading.papers.forms import ChapterForm, ClauseForm
from trading.papers.operations.edit_documents import begin_documents, edit_chapter
from trading.papers.pages.drafting import filled_in_of
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.edit_draft import edit_times
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries.drafts import document_of, project_of
from trading.projects.queries.workspace import workspace
from trading.tables import Lot

CLAUSE = ClauseForm(title="验收", text="按{{合同履行期限}}验收。", substantive=True)


@pytest.fixture
async def cast(database: None) -> Cast:
    return await make_cast()


@pytest.fixture
async def lot(cast: Cast, now: datetime) -> Lot:
    return await drafted(cast, now=now)


async def printed(lot: Lot, actor: Actor, now: datetime) -> str:
    work = await workspace(project_no=(await project_of(lot)).no, actor=actor, now=now)
    text = await filled_in_of(work)
    assert text is not None
    return msgspec.json.encode(text).decode()


async def forgotten(lot: Lot) -> None:
    await execute("DELETE FROM trading_drafted_document WHERE project = $1", lot.project)


async def test_a_project_begins_with_the_model_and_can_be_handed_in(
    cast: Cast, lot: Lot, now: datetime
) -> None:
    document = await document_of(lot.project)
    assert document is not None
    assert document.revision == 1
    await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    await accept_project(actor=cast.host, project_id=lot.project, now=now)


async def test_without_documents_it_cannot_be_handed_in(cast: Cast, lot: Lot, now: datetime) -> None:
    await forgotten(lot)
    with pytest.raises(Invalid) as refused:
        await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    assert refused.value.code == "documents-missing"
    assert refused.value.article == "《政府采购货物和服务招标投标管理办法》第二十条"
    await begin_documents(actor=cast.agency, project_id=lot.project, now=now)
    await submit_project(actor=cast.agency, project_id=lot.project, now=now)


async def test_documents_are_begun_once(cast: Cast, lot: Lot, now: datetime) -> None:
    with pytest.raises(Conflict) as refused:
        await begin_documents(actor=cast.agency, project_id=lot.project, now=now)
    assert refused.value.code == "documents-begun"


async def test_a_time_that_changes_changes_the_text(cast: Cast, lot: Lot, now: datetime) -> None:
    assert "{{" not in await printed(lot, cast.agency, now)
    later = lawful_times(now + timedelta(days=1))
    word = times_word(later, opening_place="第九开标室")
    await edit_times(actor=cast.agency, project_id=lot.project, word=word, now=now)
    assert "第九开标室" in await printed(lot, cast.agency, now)


async def test_an_edited_chapter_is_kept_with_an_entry(cast: Cast, lot: Lot, now: datetime) -> None:
    word = ChapterForm(revision=1, clauses=(CLAUSE,))
    await edit_chapter(actor=cast.agency, project_id=lot.project, chapter_no=3, word=word, now=now)
    document = await document_of(lot.project)
    assert document is not None
    assert document.revision == 2
    assert [clause.title for clause in document.chapters[2].clauses] == ["验收"]
    row = await fetch_one(
        "SELECT count(*) AS entries FROM (SELECT tag, subject FROM storage_audit_queue"
        " UNION ALL SELECT tag, subject FROM storage_audit_entry) entry"
        " WHERE tag = 'trading:documents:edit' AND subject = $1",
        str(lot.id),
    )
    assert row is not None
    assert row["entries"] == 1


async def test_two_writers_are_noticed(cast: Cast, lot: Lot, now: datetime) -> None:
    word = ChapterForm(revision=1, clauses=(CLAUSE,))
    both = [
        edit_chapter(actor=cast.agency, project_id=lot.project, chapter_no=no, word=word, now=now)
        for no in (2, 3)
    ]
    done = await asyncio.gather(*both, return_exceptions=True)
    refused = [one for one in done if isinstance(one, DomainError)]
    assert [one.code for one in refused] == ["draft-changed"]
    document = await document_of(lot.project)
    assert document is not None
    assert document.revision == 2


async def test_an_unknown_reference_is_refused_beside_its_clause(cast: Cast, lot: Lot, now: datetime) -> None:
    word = ChapterForm(clauses=(ClauseForm(title="期限", text="{{没有的}}"),))
    with pytest.raises(Invalid) as refused:
        await edit_chapter(actor=cast.agency, project_id=lot.project, chapter_no=3, word=word, now=now)
    assert (refused.value.code, refused.value.field) == ("reference-unknown", "clauses-0-text")


async def test_a_chapter_that_is_none_is_unknown(cast: Cast, lot: Lot, now: datetime) -> None:
    with pytest.raises(NotFound) as refused:
        await edit_chapter(
            actor=cast.agency, project_id=lot.project, chapter_no=7, word=ChapterForm(), now=now
        )
    assert refused.value.code == "chapter-unknown"


async def test_an_emptied_chapter_keeps_the_project_from_being_handed_in(
    cast: Cast, lot: Lot, now: datetime
) -> None:
    await edit_chapter(actor=cast.agency, project_id=lot.project, chapter_no=5, word=ChapterForm(), now=now)
    with pytest.raises(Invalid) as refused:
        await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    assert refused.value.code == "chapter-empty"


async def test_only_its_agency_words_it_and_only_before_it_is_handed_in(
    cast: Cast, lot: Lot, now: datetime
) -> None:
    word = ChapterForm(clauses=(CLAUSE,))
    stranger = await trading_cast.make_person(next(iter(trading_cast.PERMISSIONS)))
    for actor, wanted in ((cast.tenderer, Forbidden), (cast.host, Forbidden), (stranger, NotFound)):
        with pytest.raises(wanted):
            await edit_chapter(actor=actor, project_id=lot.project, chapter_no=3, word=word, now=now)
    await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    with pytest.raises(Conflict) as refused:
        await edit_chapter(actor=cast.agency, project_id=lot.project, chapter_no=3, word=word, now=now)
    assert refused.value.code == "draft-closed"
    assert len(await fetch("SELECT 1 FROM trading_drafted_document WHERE project = $1", lot.project)) == 1
