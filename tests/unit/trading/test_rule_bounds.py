"""Every number of the rule book, tried one below, at and one above: the code follows the row, whatever it says.

`PROBES` says for each rule who does what with a value, and which of the three are objected to. A rule without a line
here fails, and so does a line without a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from bidding_room.domain.deadline import enough_bidders
from bidding_room.domain.panel import check_may_finish, decrypt_until, lateness
from core.clock import local_day
from core.errors import DomainError
from core.periods import days_over, working_days_over, years_after
from core.rules import RuleBook
from evaluation.domain.consolidation import ScoredCriterion, deviations
from evaluation.domain.low_price import low_price_findings, thresholds_on
from evaluation.operations.raise_low_prices import explanation_due_at
from expert_pool.domain.composition import check_composition, committee_rules
from expert_pool.domain.qualification import Birth, TitleLevel, check_qualification
from expert_pool.domain.recusal import (
    Avoided,
    Employment,
    OrganisationRef,
    Party,
    Profile,
    Terms,
    Tie,
    exclusion,
    years_before,
)
from expert_pool.domain.timing import check_start
from trading.decisions.domain.ranking import RankedBid
from trading.kinds import KINDS
from trading.kinds.land_listing.linting import objections as land_objections
from trading.kinds.land_listing.particulars import ParcelParticulars
from trading.kinds.land_listing.times import period_faults
from trading.kinds.procurement.letters import winner_letter
from trading.kinds.procurement.linting import objections
from trading.kinds.procurement.notices import announcement_body, result_body
from trading.kinds.procurement.particulars import TenderParticulars
from trading.kinds.procurement.scheme import deduction_faults, scheme_faults
from trading.kinds.procurement.times import publication_faults
from trading.notices.domain.notice_shape import Announcement, NoticeFacts, Result
from trading.projects.domain.checklist import checklist
from trading.projects.domain.comprehensive import ComprehensiveScheme
from trading.projects.domain.draft import Draft, LotBasics
from trading.projects.domain.times import NoticeTimes, determine_by, publish_by
from trading.projects.operations.draft_project import empty_basics
from trading.rules import official_calendar, rules_of
from trading.rules.book import DEMAND

DAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
CALENDAR = official_calendar()
TENDER, LISTING = (KINDS[code].rules_on(DAY) for code in ("procurement", "land_listing"))
WORDS = KINDS["procurement"].terms
TIMES = NoticeTimes(
    publish_at=NOW, documents_until=NOW + timedelta(days=100), bids_due_at=NOW + timedelta(days=200)
)
ALL = Decimal(100)

LEAST, MOST = (True, False, False), (False, False, True)
FROM, WITHIN = (False, True, True), (True, True, False)

Objected = Callable[[int, RuleBook], bool]


@dataclass(frozen=True, kw_only=True)
class Probe:
    """Whether a value is objected to, for one below, at and one above the rule's."""

    objected: Objected
    expected: tuple[bool, bool, bool]


def refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except DomainError:
        return True
    return False


def draft(*, budget: int = 0, publish_at: datetime = NOW, **particulars: Any) -> Draft:
    """A draft of an open tender with these particulars, against which nothing else stands."""
    tender = TenderParticulars(**({"intention_exempt": "急需", "sme_reserved": True} | particulars))
    basics = replace(
        empty_basics(KINDS["procurement"]), lots=(LotBasics(budget=Decimal(budget)),), particulars=tender
    )
    return Draft(
        project_id=UUID(int=1),
        project_no="510116-2026-00001",
        kind="procurement",
        basics=basics,
        schemes=(ComprehensiveScheme(price_points=ALL),),
        seats=(),
        panel_threshold=2,
        times=replace(TIMES, publish_at=publish_at),
        opening_place="",
        day_off_reason="",
    )


def linted(rule_id: str, of: Draft, rules: RuleBook) -> bool:
    return rule_id in {one.rule for one in objections(of, rules) if not one.kept}


def faulty(times: NoticeTimes, rules: RuleBook) -> bool:
    return bool(tuple(publication_faults(times, rules, CALENDAR)))


def intended(n: int, rules: RuleBook) -> bool:
    published_on = local_day(NOW) - timedelta(days=n)
    return linted("TG01", draft(intention_published_on=published_on, intention_exempt=""), rules)


def reserved(rule_id: str, budget: int = 3_000_000, **particulars: Any) -> Objected:
    def objected(n: int, rules: RuleBook) -> bool:
        shares = {
            name: Decimal(n) if share is None else Decimal(share) for name, share in particulars.items()
        }
        return linted(rule_id, draft(budget=budget or n, sme_reserved=False, **shares), rules)

    return objected


def weighed(category: str) -> Objected:
    def objected(n: int, rules: RuleBook) -> bool:
        scheme = ComprehensiveScheme(price_points=Decimal(n))
        found = scheme_faults(scheme=scheme, category=category, rules=rules, sme_reserved=True)
        return "price-weight-too-low" in {fault.code for fault in found}

    return objected


def deducted(n: int, rules: RuleBook) -> bool:
    return bool(tuple(deduction_faults(percent=Decimal(n), rules=rules, sme_reserved=False)))


def seated(*, members: int | None = None, experts: int | None = None, budget: int | None = None) -> Objected:
    """The number under trial is the one that is not given; one more member than an odd number is refused as even."""

    def objected(n: int, rules: RuleBook) -> bool:
        of, money = members or n, Decimal(n if budget is None else budget)
        known = of if experts is None else experts * n
        law = committee_rules(rules=rules)
        try:
            check_composition(
                experts=known, representatives=of - known, budget=money, rules=law, called="评标委员会"
            )
        except DomainError as refusal:
            return refusal.code in ("committee-too-small", "experts-too-few")
        return False

    return objected


def suspicious(rule_id: str) -> Objected:
    """A price of `n` beside one of 100, of 200 − n (the mean is 100), or under a limit of 100."""
    others = {"G14-next": 100, "G14-mean": None, "G14-ceiling": 100}[rule_id]

    def objected(n: int, rules: RuleBook) -> bool:
        lines = thresholds_on(rules)
        assert lines
        other = Decimal(200 - n if others is None else others)
        limit = Decimal(100) if rule_id == "G14-ceiling" else Decimal(10**6)
        found = low_price_findings(prices={"a": Decimal(n), "b": other}, limit=limit, thresholds=lines)
        return any(one.trigger.value == rule_id.removeprefix("G14-") for one in found)

    return objected


def qualified(*, age: int = 50, years: int = 20, of_age: bool = False) -> Objected:
    def objected(n: int, rules: RuleBook) -> bool:
        old, in_field = {"age": (n, 0), "field": (age, n), "working": (age, age - n)}[
            "working" if of_age else "age" if not age else "field"
        ]
        born = DAY.replace(year=DAY.year - old)
        return refused(
            lambda: check_qualification(
                level=TitleLevel.SENIOR if of_age or not age else TitleLevel.INTERMEDIATE,
                years=in_field,
                birth=Birth(year=born.year, on=born),
                day=DAY,
                age=rules["X03-age"],
                field_years=rules["X03-field"],
                working_age=rules["X03-working-age"],
            )
        )

    return objected


def tied(n: int, rules: RuleBook) -> bool:
    bidder = OrganisationRef(name="思迁科技有限公司", uscc="91510100MA6ABCDEF1")
    left = Employment(organisation=bidder, tie=Tie.EMPLOYEE, until=years_before(DAY, n))
    profile = Profile(
        expert_id=UUID(int=7),
        active=True,
        birth=Birth(year=1970),
        specialities=frozenset({"A08"}),
        employments=(left,),
        relatives=(),
    )
    terms = Terms(
        specialities=frozenset({"A08"}),
        avoided=(Avoided(organisation=bidder, party=Party.BIDDER),),
        day=DAY,
        age_limit=70,
        tie_years=rules["ZCR9"].count,
    )
    return exclusion(profile=profile, terms=terms) is not None


def drawn(n: int, rules: RuleBook) -> bool:
    return refused(
        lambda: check_start(
            draw_day=DAY,
            evaluation_day=CALENDAR.add_working_days(DAY, n),
            calendar=CALENDAR,
            early_reason="",
            most_ahead=rules["D04"],
        )
    )


def begun(tolerance: str, latest: str, *, reason: str, **unit: int) -> Objected:
    (name,) = unit

    def objected(n: int, rules: RuleBook) -> bool:
        late = NOW + timedelta(**{name: n})
        given = {"tolerance": rules[tolerance], "latest": rules[latest], "reason": reason, "terms": WORDS}
        return refused(lambda: lateness(now=late, bids_due_at=NOW, **given))

    return objected


def unfinished(rule_id: str) -> Objected:
    """So many minutes after the beginning the window is over, and a key comes too late."""

    def objected(n: int, rules: RuleBook) -> bool:
        until, then = decrypt_until(begun_at=NOW, window=rules[rule_id]), NOW + timedelta(minutes=n)
        return refused(
            lambda: check_may_finish(all_open=False, now=then, until=until, terms=WORDS, article="")
        )

    return objected


def deviating(n: int, rules: RuleBook) -> bool:
    plan = ScoredCriterion(id="plan", max_points=ALL, objective=False)
    marks = {("a", "plan"): (Decimal(50 - n), Decimal(50 + n))}
    return bool(deviations(criteria=(plan,), marks=marks, percent=rules["G18-deviation"].value))


def explained(n: int, rules: RuleBook) -> bool:
    lot = cast("Any", SimpleNamespace(rules=rules))
    return NOW + timedelta(minutes=n) > explanation_due_at(lot=lot, now=NOW)


def listed(**days: int) -> Objected:
    """The listing begins, or ends, so many days after what comes before it."""
    (which,) = days

    def objected(n: int, rules: RuleBook) -> bool:
        begins = days_over(NOW, days=n if which == "notice" else 50)
        ends = days_over(begins, days=n if which == "listing" else 50)
        times = NoticeTimes(publish_at=NOW, documents_until=begins, bids_due_at=ends)
        return bool(tuple(period_faults(times, rules, CALENDAR)))

    return objected


def of_land(category: str = "industrial", **particulars: Any) -> Draft:
    """A draft of a listing that starts at a hundred yuan."""
    basics = replace(
        empty_basics(KINDS["land_listing"]),
        category=category,
        lots=(LotBasics(budget=ALL),),
        particulars=ParcelParticulars(**particulars),
    )
    return replace(draft(), kind="land_listing", basics=basics, schemes=())


def leased(category: str) -> Objected:
    return lambda n, rules: bool(tuple(land_objections(of_land(category, term_years=n), rules)))


def deposited(n: int, rules: RuleBook) -> bool:
    return bool(tuple(land_objections(of_land(deposit=Decimal(n)), rules)))


def after(last_day: Callable[[RuleBook], date | None]) -> Objected:
    """The n-th working day is late."""
    return lambda n, rules: CALENDAR.add_working_days(DAY, n) > cast("date", last_day(rules))


def paid(rule_id: str) -> Objected:
    return lambda n, rules: linted(rule_id, draft(payment_days=n), rules)


PROBES: dict[str, dict[str, Probe]] = {
    "procurement": {
        "TG01": Probe(objected=intended, expected=LEAST),
        "TG03": Probe(
            objected=lambda n, rules: faulty(
                replace(TIMES, documents_until=working_days_over(NOW, days=n, calendar=CALENDAR)), rules
            ),
            expected=LEAST,
        ),
        "TG05": Probe(
            objected=lambda n, rules: faulty(replace(TIMES, bids_due_at=days_over(NOW, days=n)), rules),
            expected=LEAST,
        ),
        "TG15": Probe(
            objected=after(lambda rules: determine_by(received_at=NOW, rules=rules, calendar=CALENDAR)),
            expected=MOST,
        ),
        "TG16": Probe(
            objected=after(lambda rules: publish_by(determined_at=NOW, rules=rules, calendar=CALENDAR)),
            expected=MOST,
        ),
        "TG26": Probe(
            objected=lambda n, rules: DAY.replace(year=DAY.year + n) > years_after(DAY, rules["TG26"].count),
            expected=MOST,
        ),
        "TG29": Probe(objected=paid("TG29"), expected=MOST),
        "TG29-most": Probe(objected=paid("TG29-most"), expected=MOST),
        "M11-least": Probe(objected=deducted, expected=LEAST),
        "M11-most": Probe(objected=deducted, expected=MOST),
        "M15": Probe(objected=reserved("M15", budget=0, sme_percent=100, small_percent=100), expected=WITHIN),
        "M15-share": Probe(
            objected=reserved("M15-share", sme_percent=None, small_percent=100), expected=LEAST
        ),
        "M15-small": Probe(
            objected=reserved("M15-small", sme_percent=100, small_percent=None), expected=LEAST
        ),
        "G03-goods": Probe(objected=weighed("goods"), expected=LEAST),
        "G03-services": Probe(objected=weighed("services"), expected=LEAST),
        "G14-mean": Probe(objected=suspicious("G14-mean"), expected=LEAST),
        "G14-next": Probe(objected=suspicious("G14-next"), expected=LEAST),
        "G14-ceiling": Probe(objected=suspicious("G14-ceiling"), expected=LEAST),
        "G14-explanation": Probe(objected=explained, expected=MOST),
        "G18-deviation": Probe(objected=deviating, expected=MOST),
        "C03": Probe(objected=seated(budget=1), expected=LEAST),
        "C03-large": Probe(objected=seated(budget=10_000_000), expected=LEAST),
        "C03-budget": Probe(objected=seated(members=5), expected=FROM),
        "C03-experts": Probe(objected=seated(members=9, experts=3, budget=1), expected=LEAST),
        "O01-tolerance": Probe(
            objected=begun("O01-tolerance", "O01-latest", reason="", minutes=0), expected=MOST
        ),
        "O01-latest": Probe(
            objected=begun("O01-tolerance", "O01-latest", reason="停电，已恢复供电并通知各方", hours=0),
            expected=MOST,
        ),
        "O03": Probe(objected=lambda n, rules: not enough_bidders(n, least=rules["O03"]), expected=LEAST),
        "E06-window": Probe(objected=unfinished("E06-window"), expected=LEAST),
        "X03-age": Probe(objected=qualified(age=0), expected=FROM),
        "X03-field": Probe(objected=qualified(), expected=LEAST),
        "X03-working-age": Probe(objected=qualified(of_age=True), expected=LEAST),
        "ZCR9": Probe(objected=tied, expected=WITHIN),
        "D04": Probe(objected=drawn, expected=MOST),
    },
    "land_listing": {
        "TL01": Probe(objected=listed(notice=0), expected=LEAST),
        "TL02": Probe(objected=listed(listing=0), expected=LEAST),
        **{
            f"TL09-{category.replace('_', '-')}": Probe(objected=leased(category), expected=MOST)
            for category in KINDS["land_listing"].category_titles
        },
        "M17": Probe(objected=deposited, expected=LEAST),
        "TL05": Probe(
            objected=after(lambda rules: publish_by(determined_at=NOW, rules=rules, calendar=CALENDAR)),
            expected=MOST,
        ),
        "L08": Probe(objected=lambda n, rules: not enough_bidders(n, least=rules["L08"]), expected=LEAST),
        "L07-window": Probe(objected=unfinished("L07-window"), expected=LEAST),
        "L07-tolerance": Probe(
            objected=begun("L07-tolerance", "L07-latest", reason="", minutes=0), expected=MOST
        ),
        "L07-latest": Probe(
            objected=begun("L07-tolerance", "L07-latest", reason="停电，已恢复供电并通知各方", hours=0),
            expected=MOST,
        ),
    },
}

#: Numbers that are only told: `test_what_is_only_told_follows_the_row` reads them in the texts.
TOLD = {"TG02", "TG06", "TG09", "TG16-notice", "TG18", "ZCF27"}

BOOKS = {"procurement": TENDER, "land_listing": LISTING}
CASES = [(kind, rule_id) for kind, probes in PROBES.items() for rule_id in probes]


@pytest.mark.parametrize(("kind", "rule_id"), CASES)
def test_a_rule_is_kept_to_the_unit(kind: str, rule_id: str) -> None:
    book, probe = BOOKS[kind], PROBES[kind][rule_id]
    value = book[rule_id].count
    assert tuple(probe.objected(n, book) for n in (value - 1, value, value + 1)) == probe.expected


@pytest.mark.parametrize(("kind", "rule_id"), CASES)
def test_the_code_follows_the_row(kind: str, rule_id: str) -> None:
    """With another number in the row, that one is kept."""
    probe, (book, value) = PROBES[kind][rule_id], changed(BOOKS[kind], rule_id)
    assert tuple(probe.objected(n, book) for n in (value - 1, value, value + 1)) == probe.expected


def changed(book: RuleBook, rule_id: str) -> tuple[RuleBook, int]:
    """The book with one number less by one, more by one where less would be none."""
    rule = book[rule_id]
    value = rule.count - 1 if rule.count > 2 else rule.count + 1
    other = replace(rule, value=Decimal(value))
    rules = {key: other if one.id == rule_id else one for key, one in book.rules.items()}
    return RuleBook(day=book.day, rules=rules), value


def test_every_number_is_tried() -> None:
    for kind in KINDS.values():
        numbers = {rule.id for rule in rules_of(kind.rule_file) if rule.unit != DEMAND}
        assert PROBES[kind.code].keys() | (TOLD & numbers) == numbers


def test_years_end_on_the_corresponding_day() -> None:
    assert years_after(date(2026, 6, 1), 15) == date(2041, 6, 1)
    assert years_after(date(2024, 2, 29), 15) == date(2039, 2, 28)


BASICS = replace(empty_basics(KINDS["procurement"]), lots=(LotBasics(budget=Decimal(100)),))
WON = RankedBid(
    bidder_id=UUID(int=2), bidder_name="甲公司", price=ALL, evaluated_price=ALL, scores=(), total=ALL, rank=1
)


def facts(book: RuleBook) -> NoticeFacts:
    return NoticeFacts(
        project_no="510116-2026-00001",
        basics=BASICS,
        lot=BASICS.lots[0],
        tenderer_name="采购人",
        agency_name="代理机构",
        rules=book,
    )


def announced(book: RuleBook) -> str:
    given = Announcement(
        facts=facts(book),
        schemes=(ComprehensiveScheme(price_points=ALL),),
        times=TIMES,
        opening_place="厅",
        officers=(),
        threshold=2,
        ends_on=None,
        calendar_version="",
    )
    return str(announcement_body(given))


def awarded(book: RuleBook) -> str:
    given = Result(
        facts=facts(book),
        winner_id=WON.bidder_id,
        winner_address="",
        bids=(WON,),
        ties=(),
        small_firm_percent=None,
        committee_names=(),
        reason="",
    )
    return str(result_body(given))


def written(book: RuleBook) -> str:
    outcome = SimpleNamespace(
        rules=book,
        deemed=False,
        winner="甲公司",
        project_name="项目",
        project_no="1",
        lot_label="",
        lot_name="",
        amount=ALL,
        notice_no="1",
        tenderer="采购人",
        agency="代理机构",
        issued_on=DAY,
    )
    return str(winner_letter(cast("Any", SimpleNamespace(outcome=outcome, contract_by=None, no="1"))))


def asked(book: RuleBook) -> str:
    checks = checklist(draft=draft(), lines=KINDS["procurement"].drafting.lines, faults=(), rules=book)
    return " ".join(check.title for check in checks)


@pytest.mark.parametrize(
    ("rule_id", "told", "sentence"),
    [
        ("TG02", announced, "自本公告发布之日起{}个工作日"),
        ("TG06", announced, "在投标截止时间至少{}日前"),
        ("TG09", awarded, "自公告期限届满之日起{}个工作日内"),
        ("TG16-notice", awarded, "自本公告发布之日起{}个工作日"),
        ("TG18", written, "自本通知书发出之日起{}日内"),
        ("ZCF27", asked, "达到公开招标数额标准（{:,}元"),
    ],
)
def test_what_is_only_told_follows_the_row(
    rule_id: str, told: Callable[[RuleBook], str], sentence: str
) -> None:
    book, value = changed(TENDER, rule_id)
    assert rule_id in TOLD
    assert sentence.format(TENDER[rule_id].count) in told(TENDER)
    assert sentence.format(value) in told(book)
    assert sentence.format(TENDER[rule_id].count) not in told(book)
