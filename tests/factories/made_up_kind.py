"""A kind of transaction that no law knows: berths in a harbour, let to whoever asks the least to keep them clean.

It has other parties, papers, periods, notices and letters than the real ones, one part with files, no scheme and no
committee, and its life ends without a separate opening of what failed. Another has a committee that reviews and does
not score. One module and one file of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Self, cast

import msgspec

from core.calendar import Calendar
from core.errors import Invalid
from core.periods import days_over
from core.rules import RuleBook
from core.states import Machine
from trading.audit_tags import AuditTag
from trading.choices import Envelope, LetterKind, Trigger
from trading.decisions.domain.deciding import Better, Deciding, Formula, Method
from trading.decisions.domain.judging import Judging
from trading.kinds.kind import Kind
from trading.notices.domain.letters import LetterBody, Letters, Tender
from trading.notices.domain.notice_shape import Body, NoticeForm, Notices, Section
from trading.projects.domain.draft import Basics, Drafting, Line, SchemeLaw
from trading.projects.domain.offer import FormLine, Offer, OpeningArticles, Part, Side
from trading.projects.domain.particulars import Particulars, Schema
from trading.projects.domain.scheme import Scheme
from trading.projects.domain.times import NoticeTimes, TimesLaw
from trading.rules import Article, Term
from trading.rules.ending import ending_grounds
from trading.rules.passing_over import grounds
from trading.states import Life, LotEvent, LotState
from trading.terms import Terms
from trading.timers import PUBLISH_AWARD, PUBLISH_NOTICE

RULES = Path(__file__).parent / "made_up_rules.toml"
TERMS = Terms(
    project="泊位项目",
    lot="泊位",
    counted="号",
    tenderer="港务局",
    agency="引航站",
    bidder="船东",
    winner="中签人",
    candidate="候签人",
    report="排序",
    notice="泊位公告",
    documents="泊位文件",
    papers="泊位文件",
    offer="应征文件",
    offered="应征",
    form="应征单",
    price="应征价",
    base="补贴上限",
    limit="补贴上限",
    amount="补贴额",
    deadline="应征截止",
    closed="应征已截止",
    opening="启封",
    reading="宣读",
    evaluation="排序",
    determination="确认中签人",
    award="定签",
    letter="中签通知",
    failed="流签",
    has_failed="已流签",
    ending="终止应征",
    ended="应征已终止",
    result="中签",
    again="再次应征",
)

LETTERS = {
    LetterKind.AWARD: "中签通知",
    LetterKind.RESULT: "未中签通知",
    LetterKind.FAILURE: "流签通知",
}


class BerthParticulars(Particulars, frozen=True, kw_only=True):
    """As version 2 has it; version 1 kept the length in fathoms."""

    metres: Annotated[int, msgspec.Meta(ge=0, title="泊位长度")] = 0


def _lifted(version: int, fields: dict[str, Any]) -> dict[str, Any]:
    assert version == 1
    return {"metres": fields["fathoms"] * 2}


def _contents(basics: Basics) -> Iterator[Invalid]:
    if cast("BerthParticulars", basics.particulars).metres == 0:
        yield Invalid(code="berth-unmeasured", message="请填写泊位长度", field="metres")


def _periods(times: NoticeTimes, rules: RuleBook, calendar: Calendar) -> Iterator[Invalid]:
    del calendar
    rule = rules[Term.BIDDING_DAYS]
    if times.bids_due_at < days_over(times.publish_at, days=rule.count):
        yield Invalid(code="tide-missed", message="太短", field="bids_due_at", article=rule.article)


def _body(heading: str) -> Callable[[Any], Body]:
    def body(given: Any) -> Body:
        berth = cast("BerthParticulars", given.facts.basics.particulars)
        lines = (("长度", f"{berth.metres}米"), *given.facts.lot_lines(TERMS))
        table = given.facts.lots_table(TERMS, money=lambda lot: (f"{lot.budget}",))
        section = Section(heading=heading, lines=lines, table=None if given.facts.lot else table)
        return Body(summary="", sections=(section,))

    return body


def _letter(title: str, tender: Tender, no: str, addressee: str) -> LetterBody:
    return LetterBody(
        title=title,
        no=no,
        addressee=addressee,
        opening=tender.project_name,
        lines=(),
        table=None,
        closing=(),
        parties=(),
        issued_on=tender.issued_on,
    )


def _notice(title: str, *, timer: str, tag: AuditTag) -> NoticeForm[Any]:
    return NoticeForm(title=title, timer=timer, tag=tag, body=_body(title))


BERTHS = Kind(
    code="made_up",
    title="泊位应征",
    method_title="低者得",
    category_titles={"river": "内河", "sea": "外海"},
    first_category="river",
    rule_file=RULES,
    terms=TERMS,
    life=Life(
        machine=Machine(
            name="泊位",
            initial=LotState.DRAFT,
            arrows={
                (LotState.DRAFT, LotEvent.SUBMIT): LotState.SUBMITTED,
                (LotState.SUBMITTED, LotEvent.ACCEPT): LotState.ACCEPTED,
                (LotState.ACCEPTED, LotEvent.PUBLISH_NOTICE): LotState.BIDDING,
                (LotState.BIDDING, LotEvent.CLOSE_BIDDING): LotState.CLOSED,
                (LotState.CLOSED, LotEvent.BEGIN_OPENING): LotState.OPENING,
                (LotState.CLOSED, LotEvent.FAIL): LotState.FAILED,
                (LotState.OPENING, LotEvent.FINISH_OPENING): LotState.OPENED,
                (LotState.OPENED, LotEvent.FINISH_EVALUATION): LotState.EVALUATED,
                (LotState.OPENED, LotEvent.FAIL): LotState.FAILED,
                (LotState.EVALUATED, LotEvent.DETERMINE_AWARD): LotState.DETERMINED,
                (LotState.DETERMINED, LotEvent.PUBLISH_AWARD): LotState.AWARDED,
            },
        ),
        titles={state: f"泊位{state.value}" for state in LotState},
    ),
    particulars=Schema(form=BerthParticulars, blank=BerthParticulars(), version=2, lift=_lifted),
    drafting=Drafting(
        terms=TERMS,
        steps=(("basics", "泊位"), ("panel", "启封小组"), ("times", "时间"), ("preview", "预览")),
        article="《测试规则》第一条",
        contents=_contents,
        ceiling=lambda _: iter(()),
        scheme=None,
        times=TimesLaw(
            titles={
                "publish_at": "公布时间",
                "documents_until": "踏勘截止",
                "bids_due_at": "应征截止",
                "opening_place": "启封地点",
            },
            days={"documents_until": "踏勘截止日", "bids_due_at": "应征截止日"},
            hints=lambda _: {"publish_at": "", "documents_until": "", "bids_due_at": ""},
            periods=_periods,
        ),
        lines=(Line("泊位已丈量", "《测试规则》第一条", "basics", frozenset({"berth-unmeasured"})),),
    ),
    notices=Notices(
        announcement=_notice("泊位应征公告", timer=PUBLISH_NOTICE, tag=AuditTag.NOTICE_PUBLISH),
        result=_notice("中签公告", timer=PUBLISH_AWARD, tag=AuditTag.AWARD_PUBLISH),
        termination=_notice("流签公告", timer=PUBLISH_NOTICE, tag=AuditTag.NOTICE_PUBLISH),
    ),
    letters=Letters(
        titles=LETTERS,
        winner=lambda given: _letter(
            LETTERS[LetterKind.AWARD], given.outcome, given.no, given.outcome.winner
        ),
        other=lambda given: _letter(
            LETTERS[LetterKind.RESULT], given.outcome, given.no, given.bid.bidder_name
        ),
        everybody=lambda given: _letter(LETTERS[LetterKind.FAILURE], given.tender, given.no, given.bidder),
    ),
    offer=Offer(
        lines=(FormLine(name="period", title="清淤周期", required=True), FormLine(name="note", title="备注")),
        parts=(Part(envelope=Envelope.TECHNICAL, title="清淤方案", hint="", least=1),),
        side=Side.AT_MOST,
        beyond="应征价高于补贴上限",
        article="《测试规则》第八条",
        price_hint="",
        receipt_article="《测试规则》第九条",
        withdrawal_article="《测试规则》第九条",
        interested_article="《测试规则》第九条",
        opening=OpeningArticles(
            shut="《测试规则》第九条",
            decrypting="《测试规则》第九条",
            undecrypted="《测试规则》第九条",
            record="《测试规则》第九条",
        ),
    ),
    method=Method(
        code="price",
        better=Better.LOWER,
        committee=False,
        scored=False,
        equals_share=False,
        order="应征价低者在前",
        article="《测试规则》第八条",
        formula=Formula(title="低者得", article="《测试规则》第八条", ranking=("应征价由低到高",)),
    ),
    deciding=Deciding(
        terms=TERMS,
        grounds=grounds(RULES),
        endings=ending_grounds(RULES),
        order_article="《测试规则》第八条",
        deemed_article="",
        ending_article="《测试规则》第七条",
    ),
    requirements=lambda _: (),
)

#: The same, but the highest price wins and the limit is a least one.
AUCTIONED_BERTHS = replace(
    BERTHS,
    code="made_up_higher",
    offer=replace(BERTHS.offer, side=Side.AT_LEAST, beyond="应征价低于起价"),
    method=replace(BERTHS.method, better=Better.HIGHER, order="应征价高者在前"),
)


class FloorScheme(Scheme, frozen=True, kw_only=True):
    """The scheme of a method that no law knows: a price under the floor laid down is no offer."""

    floor: Annotated[Decimal, msgspec.Meta(title="保底价")] = Decimal(0)

    def kept(self) -> Self:
        """To the whole yuan; raises `Invalid` (`floor-below-zero`)."""
        if self.floor < 0:
            raise Invalid(code="floor-below-zero", message="保底价不得小于零", field="floor")
        return msgspec.structs.replace(self, floor=self.floor.quantize(Decimal(1)))


def _renamed(version: int, fields: dict[str, Any]) -> dict[str, Any]:
    assert version == 1
    return {"floor": fields["least"]}


def _floorless(scheme: Scheme, basics: Basics, rules: RuleBook) -> Iterator[Invalid]:
    del basics, rules
    if not cast("FloorScheme", scheme).floor:
        yield Invalid(code="floor-missing", message="请填写保底价", field="floor")


#: The same, but prices under the floor that the scheme of each berth lays down are no offers.
FLOORED_BERTHS = replace(
    BERTHS,
    code="made_up_floor",
    drafting=replace(
        BERTHS.drafting,
        scheme=SchemeLaw(
            faults=_floorless, price_rule="", price_told="", sample=lambda *_: (), tie_titles={}
        ),
    ),
    method=replace(
        BERTHS.method,
        code="floor",
        scheme=Schema(form=FloorScheme, blank=FloorScheme(), version=2, lift=_renamed),
    ),
)

_JUDGED = replace(TERMS, committee="评议团")

#: The same, but a committee reviews what was handed in before the least price wins.
JUDGED_BERTHS = replace(
    BERTHS,
    code="made_up_judged",
    terms=_JUDGED,
    drafting=replace(BERTHS.drafting, terms=_JUDGED),
    deciding=replace(BERTHS.deciding, terms=_JUDGED),
    life=replace(
        BERTHS.life,
        machine=replace(
            BERTHS.life.machine,
            arrows={
                **BERTHS.life.machine.arrows,
                (LotState.OPENED, LotEvent.BEGIN_EVALUATION): LotState.EVALUATING,
                (LotState.EVALUATING, LotEvent.FINISH_EVALUATION): LotState.EVALUATED,
                (LotState.EVALUATING, LotEvent.FAIL): LotState.FAILED,
            },
        ),
    ),
    method=replace(BERTHS.method, committee=True),
    judging=Judging(
        recusal=lambda years: (f"{years}年内在船东处任过职", "与船东有亲属关系"),
        triggers={trigger: f"应征价偏低（{trigger.value}）" for trigger in Trigger},
    ),
    articles=dict.fromkeys(Article, "《测试规则》第十条"),
)
