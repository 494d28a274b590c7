"""The agency writes why what the linter warns of stands as it is, where the law takes a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from core.errors import Invalid
from identity.actor import Actor
from storage import audit
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.kinds import KINDS
from trading.projects.domain.advice import Advice, may_stand
from trading.projects.domain.draft import objections
from trading.projects.domain.faults import refuse_faults
from trading.projects.forms import ReasonsForm, reason_field
from trading.projects.operations.edit_draft import draft_for_update
from trading.projects.queries.drafts import draft_of, kept_reasons, rules_governing
from trading.tables import Project


async def keep_warnings(*, actor: Actor, project_id: UUID, word: ReasonsForm, now: datetime) -> None:
    """Keep a reason for each rule named, drop that of a rule named without one; others stay as they are.

    Raises `Invalid` beside the row for a rule nothing is found against (`warning-unknown`), one that takes no reason
    (`reason-not-enough`), and one whose reason has a field of its own in the draft (`reason-has-a-field`).
    """
    async with transaction():
        project, lots = await draft_for_update(actor, project_id)
        rules, draft = rules_governing(project), await draft_of(project=project, lots=lots)
        drafting = KINDS[project.kind].drafting
        found = {one.rule: one for one in objections(draft=draft, drafting=drafting, rules=rules)}
        softly = {rule for rule, one in found.items() if may_stand(one, rules)}
        refuse_faults(_misplaced(word, found, softly))
        _put(project, {row.rule: row.reason.strip() for row in word.reasons})
        await project.save()
        await audit.record(
            AuditTag.WARNINGS_KEEP,
            actor=actor.audit_name,
            subject=str(lots[0].id),
            facts={"project_no": project.no, "reasons": dict(kept_reasons(project))},
            now=now,
            public=False,
        )


def _put(project: Project, given: dict[str, str]) -> None:
    reasons = kept_reasons(project) | given
    kept = {rule: reason for rule, reason in sorted(reasons.items()) if reason}
    project.kept_reasons = msgspec.json.encode(kept).decode()


def _misplaced(word: ReasonsForm, found: Mapping[str, Advice], softly: set[str]) -> Iterator[Invalid]:
    for row, given in enumerate(word.reasons):
        field, advice = reason_field(row), found.get(given.rule)
        if advice is None:
            yield Invalid(code="warning-unknown", message="现在没有这一条提示，请刷新后再填写", field=field)
        elif given.rule not in softly:
            said = "该条必须符合规定，不能说明理由后保留，请更正"
            yield Invalid(code="reason-not-enough", message=said, field=field)
        elif advice.reason_in:
            said = "该条的原因应当写在项目的对应栏目中"
            yield Invalid(code="reason-has-a-field", message=said, field=field)
