"""`/log` and `/verify`: the audit log for people, without signing in."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.datastructures import UploadFile
from litestar.params import PathParameter
from litestar.response import Template
from msgspec import Struct

from app.transparency.about import Told, kinds_of, organisation_names, told_of
from app.transparency.checked import Checked
from app.transparency.checking import check_file, check_pasted
from app.transparency.fact_labels import actor_told, facts_told, organisations_in
from app.transparency.proofs import EntryProof, prove_entry
from core.errors import Invalid
from core.text import is_blank
from storage import audit
from storage.tree_head import SignedHead
from trading.relations import JoinedLot
from web.forms import FormValues, refuse
from web.guards import PUBLIC, public
from web.limits import limited
from web.pages import page
from web.paging import Page, PageRequest
from web.views import view
from web.visitor import HttpRequest

LARGEST_CHECKED = 1536 * 1024
CHECKS_PER_MINUTE = 60

Seq = Annotated[int, PathParameter(ge=0, le=audit.FIRST_TICKET - 1)]  # strangers ask by place


class Log(Struct, frozen=True, kw_only=True):
    """The signed head and the newest public entries."""

    head: SignedHead
    entries: Page[Told]


class EntryShown(Struct, frozen=True, kw_only=True):
    """One entry, or its hash alone, with the proof that it is in the log as it stands."""

    entry: audit.PublicEntry
    told: list[tuple[str, str]]
    about: JoinedLot | None
    actor: str
    facts_text: str
    title: str
    proof: EntryProof


class Verification(Struct, frozen=True, kw_only=True):
    """What was found in what was pasted or chosen, and the entries it belongs to; None before anything was."""

    checked: Checked | None = None
    entries: tuple[Told, ...] = ()
    values: FormValues = FormValues([])


async def log_shown(asked: PageRequest) -> Log:
    """The signed head, the newest public entries, and how to check all of it."""
    head, total = await audit.head(), await audit.count_public_entries()
    wanted = asked.within(total)
    entries = await told_of(await audit.public_entries(limit=wanted.size, offset=wanted.offset))
    shown = Page(items=entries, total=total, number=wanted.number, size=wanted.size)
    return Log(head=head, entries=shown)


async def entry_shown(seq: Seq) -> EntryShown:
    """One entry by its place; strangers never ask by ticket."""
    proof = await prove_entry(seq=seq)
    [told], facts = await told_of([proof.entry]), proof.entry.facts
    return EntryShown(
        entry=proof.entry,
        told=await _told(told),
        about=told.about,
        actor="" if facts is None else actor_told(facts.actor, kinds=kinds_of(told.about)),
        facts_text="" if facts is None else _pretty(facts.facts),
        title=told.title,
        proof=proof,
    )


async def nothing_checked() -> Verification:
    """Where anybody checks a receipt, an entry or a published file."""
    return Verification()


LOG = view("/log", "transparency/log.html", log_shown, needs=PUBLIC)
ENTRY = view("/log/entries/{seq:int}", "transparency/entry.html", entry_shown, needs=PUBLIC)
VERIFY = view("/verify", "transparency/verify.html", nothing_checked, needs=PUBLIC)


async def _told(told: Told) -> list[tuple[str, str]]:
    facts = told.entry.facts
    if facts is None:
        return []
    names = await organisation_names(organisations_in(facts.facts))
    return facts_told(facts.facts, tag=facts.tag, kinds=kinds_of(told.about), names=names)


@post(
    "/verify",
    opt=public(),
    status_code=200,
    request_max_body_size=LARGEST_CHECKED + 64 * 1024,
    middleware=[limited("verify", per_minute=CHECKS_PER_MINUTE)],
)
async def verify(request: HttpRequest) -> Template:
    """Checks and stores nothing, so the answer is the page itself; reloading only checks again."""
    text, file = await _posted(request)
    values, checked, unfit = FormValues([("text", text)]), None, _unfit(text, file)
    if unfit is not None:
        refuse(request, values=values, error=unfit)
    else:
        checked = await (check_file(file) if file else check_pasted(text))
    entries = () if checked is None else await told_of(checked.entries)
    shown = Verification(checked=checked, entries=entries, values=values)
    return page(request, "transparency/verify.html", shown)


async def _posted(request: HttpRequest) -> tuple[str, bytes]:
    form = await request.form()
    text, file = form.get("text", ""), form.get("file")
    data = await file.read() if isinstance(file, UploadFile) else b""
    return text if isinstance(text, str) else "", data


def _unfit(text: str, file: bytes) -> Invalid | None:
    if is_blank((file or text.encode()).decode("utf-8", "replace")):
        return Invalid(code="field-required", message="请粘贴内容或选择文件", field="text")
    if max(len(file), len(text.encode())) > LARGEST_CHECKED:
        return Invalid(
            code="verify-too-large",
            message="内容超过 1.5 MB；大文件请在本机计算 SHA-256 后粘贴其指纹",
            field="text",
        )
    return None


def _pretty(facts: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(facts), indent=2).decode()
