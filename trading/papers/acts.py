"""What is done with tender documents, each act declared once; see `web.acts`."""

from __future__ import annotations

from trading.papers.forms import ChapterForm
from trading.papers.operations.edit_documents import begin_documents, edit_chapter
from trading.papers.pages import drafting
from trading.permissions import Permission
from trading.projects.queries.drafts import project_named
from trading.projects.queries.refs import project_ref
from web.acts import Place

_API = "/api/projects/{no:str}/documents"
_LARGEST = 2 * 1024 * 1024  # a chapter full to its bounds, as a browser spells Chinese

DOCUMENTS = Place(
    drafting.DOCUMENTS, api=_API, needs=Permission.PROJECT_DRAFT, keys=project_named, ref=project_ref
)
DOCUMENTS.act("begin", begin_documents)

CHAPTER = Place(
    drafting.CHAPTER,
    api=f"{_API}/{{chapter_no:int}}",
    needs=Permission.PROJECT_DRAFT,
    keys=project_named,
    ref=project_ref,
)
CHAPTER.act("", edit_chapter, ChapterForm, to="/desk/projects/{no}/documents", largest=_LARGEST)
