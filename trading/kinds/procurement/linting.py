"""What the law of procurement objects to in a draft of an open tender; see `docs/rule-book.md`.

Texts are read by their words: a text that says the same otherwise is for people to find, so what may be meant lawfully
only warns. Not for: contents, money, scheme and times, whose faults are found beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from core.clock import local_day
from core.rules import RuleBook
from trading.kinds.procurement.particulars import LABELS, TenderParticulars, tender_of
from trading.projects.domain.advice import Advice
from trading.projects.domain.draft import Draft
from trading.projects.domain.scheme import criterion_field

_FLOOR = re.compile("最低(?:投标)?限价|(?:投标报价|报价|投标价)(?:不得|不能|不应)低于(?!.{0,4}成本)")
_NONE, _NEARBY = frozenset("不未无"), 5
_DROPPED = re.compile(r"(?:去掉|去除|剔除)[^。；]{0,6}最高[^。；]{0,12}最低[^。；]{0,6}(?:报价|价)")
_PERMIT = re.compile(r"[^，。；、：:；\s的有备得供及和或者]{2,14}(?:许可证|资质证书|资格证书|认证证书|资质)")
_INTERVAL = re.compile(r"\d+(?:\.\d+)?[%％]?\s*(?:至|到|～|~|—|－|-)\s*\d+")
_SCORE = re.compile(r"\d+(?:\.\d+)?\s*分(?!钟)")


def objections(draft: Draft, rules: RuleBook) -> Iterator[Advice]:
    """Everything that stands against the draft, rules of its day only."""
    tender = tender_of(draft.basics)
    for rule_ids, found in (
        (("TG01",), _intention(draft, tender, rules)),
        (("TG29", "TG29-most"), _payment(tender, rules)),
        (("M15", "M15-share", "M15-small"), _reserve(draft, tender, rules)),
        (("G01",), _method(tender)),
        (("M06", "G07"), _texts(draft, tender)),
        (("G09",), _scored_qualification(draft)),
        (("G09-interval",), _intervals(draft)),
    ):
        if all(rule_id in rules.rules for rule_id in rule_ids):
            yield from found


def _intention(draft: Draft, tender: TenderParticulars, rules: RuleBook) -> Iterator[Advice]:
    """TG01: days are counted from the one after the intention was made public to that of the notice."""
    least, day = rules["TG01"].count, tender.intention_published_on
    if day is None:
        said = f"未填写{LABELS['intention_published_on']}"
    elif draft.times is not None and (days := (local_day(draft.times.publish_at) - day).days) < least:
        said = f"采购意向公开至公告发布为{days}日，原则上不得少于{least}日"
    else:
        return
    yield Advice(
        code="intention-late",
        rule="TG01",
        message=f"{said}（因不可预见的原因急需开展采购活动的除外）",
        field="intention_published_on",
        reason_in="intention_exempt",
        kept=tender.intention_exempt,
    )


def _payment(tender: TenderParticulars, rules: RuleBook) -> Iterator[Advice]:
    days = tender.payment_days
    if days is None or days <= rules["TG29"].count:
        return
    rule = rules["TG29"] if days <= rules["TG29-most"].count else rules["TG29-most"]
    agreed = "，合同另有约定的应当说明" if rule.id == "TG29" else "，合同不得另行约定更长的期限"
    yield Advice(
        code="payment-late",
        rule=rule.id,
        message=f"向中小企业支付款项的期限为自交付之日起{rule.count}日以内{agreed}，现为{days}日",
        field="payment_days",
    )


def _reserve(draft: Draft, tender: TenderParticulars, rules: RuleBook) -> Iterator[Advice]:
    """M15: whole up to an amount, beyond it a share, and of that a share for small and micro firms."""
    if tender.sme_reserved or draft.basics.budget <= 0:
        return
    amount, share, small = rules["M15"], rules["M15-share"], rules["M15-small"]
    if draft.basics.budget <= amount.value:
        rule, said, field = (
            amount,
            "预算金额不超过{:,}元的项目，适宜由中小企业提供的，应当专门面向中小企业采购",
            "sme_reserved",
        )
        said = said.format(amount.count)
    elif (tender.sme_percent or 0) < share.value:
        rule, said, field = share, f"预留给中小企业的份额不低于预算的{share.count}%", "sme_percent"
    elif (tender.small_percent or 0) < small.value:
        rule, said, field = small, f"预留份额中预留给小微企业的比例不低于{small.count}%", "small_percent"
    else:
        return
    yield Advice(
        code="sme-not-reserved",
        rule=rule.id,
        message=said,
        field=field,
        reason_in="sme_not_reserved_reason",
        kept=tender.sme_not_reserved_reason,
    )


def _method(tender: TenderParticulars) -> Iterator[Advice]:
    if tender.standardised:
        yield Advice(
            code="method-for-standardised",
            rule="G01",
            message="技术、服务等标准统一的货物和服务项目，应当采用最低评标价法，不得采用综合评分法",
            field="standardised",
        )


def _texts(draft: Draft, tender: TenderParticulars) -> Iterator[Advice]:
    """Where a text says what no tender may say."""
    for where, text in _read(draft, tender):
        if floor := _said(_FLOOR, text):
            said = f"政府采购不得设定最低限价，文中写有“{floor}”"
            yield replace(where, code="price-floor", rule="M06", message=said)
        if dropped := _said(_DROPPED, text):
            said = f"评标时不得去掉最高报价和最低报价，文中写有“{dropped}”"
            yield replace(where, code="quotation-dropped", rule="G07", message=said)


def _read(draft: Draft, tender: TenderParticulars) -> Iterator[tuple[Advice, str]]:
    """Every text of the draft, with where it stands."""
    nothing = Advice(code="", rule="", message="", field="")
    yield replace(nothing, field="requirement", step="basics"), tender.requirement
    yield replace(nothing, field="qualification", step="basics"), draft.basics.qualification
    for field, lot_no, _, guide in _criteria(draft):
        yield replace(nothing, field=field, lot_no=lot_no), guide
    for chapter in draft.document.chapters if draft.document else ():
        for clause in chapter.clauses:
            yield replace(nothing, field="documents", step="documents"), clause.text


def _said(pattern: re.Pattern[str], text: str) -> str:
    """The words that say it, unless it is said that there is none."""
    if "最低" not in text and "低于" not in text:  # most texts, and a fraction of the time
        return ""
    for found in pattern.finditer(text):
        before = text[max(0, found.start() - _NEARBY) : found.start()]
        if not _NONE & set(before):
            return found[0]
    return ""


def _scored_qualification(draft: Draft) -> Iterator[Advice]:
    """G09: a paper that bidders must hold to be admitted is no factor to be scored."""
    demanded = frozenset(_PERMIT.findall(draft.basics.qualification))
    for field, lot_no, name, guide in _criteria(draft) if demanded else ():
        if scored := next((paper for paper in demanded if paper in name or paper in guide), None):
            said = f"资格条件不得作为评审因素，评审因素“{name}”与资格要求都写有“{scored}”"
            yield Advice(code="qualification-scored", rule="G09", message=said, field=field, lot_no=lot_no)


def _intervals(draft: Draft) -> Iterator[Advice]:
    for field, lot_no, name, guide in _criteria(draft):
        if _INTERVAL.search(guide) and len(tuple(islice(_SCORE.finditer(guide), 2))) <= 1:
            said = f"指标有区间规定的，应当设置各区间对应的不同分值，评审因素“{name}”只有一个分值"
            yield Advice(
                code="interval-unscored", rule="G09-interval", message=said, field=field, lot_no=lot_no
            )


def _criteria(draft: Draft) -> Iterator[tuple[str, int, str, str]]:
    """Field, lot, name and guide of every criterion."""
    for lot, scheme in zip(draft.basics.lots, draft.schemes, strict=True):
        for row, one in enumerate(scheme.criteria):
            yield criterion_field(row, "guide"), lot.no, one.name, one.guide
