"""Writes `docs/rule-book.md`: which rules of procurement's open tender are kept, where, and which test shows it.

`python docs/render_rule_book.py` writes it; `tests/architecture/test_rule_book_current.py` asks whether it is current.
Rows come from `trading/rules`, places from the code that reads them, tests from `tests`; what is missing is said here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from factories.rule_proofs import PROOFS  # noqa: E402

from core.rules import Rule  # noqa: E402
from trading.kinds import KINDS  # noqa: E402
from trading.rules import rules_of  # noqa: E402
from trading.rules.book import DEMAND  # noqa: E402
from trading.rules.term import Term  # noqa: E402
from trading.rules.wording import value_text  # noqa: E402

PAGE = Path(__file__).parent / "rule-book.md"
BOUNDS = "tests/unit/trading/test_rule_bounds.py"
_PACKAGES = ("trading", "bidding_room", "expert_pool", "evaluation", "app")

#: What is kept in part, and what is missing of it.
PARTLY = {
    "D06": "nothing is frozen with too few; recommending an expert for a draw is missing",
    "E09": "for low prices alone; other points of a bid are not asked about",
    "E10": "the contract is missing of the chain",
    "G19": "nothing leads from a signed report back; tests of samples and visits are not followed",
    "O10": "told with the notice; changing the method is not applied for on the platform",
    "TG01": "the day of publication is what the drafter writes; the intention is no notice of the platform yet",
    "TG06": "told in the notice; a correction of a published notice, which would postpone the deadline, is missing",
    "TG09": "told in notices and letters; questions (质疑) are not taken in by the platform",
    "TG16": "the term is counted and told; the tender documents go out with no result notice yet",
    "TG18": "told in the letter with the last day; the contract itself is not kept",
    "TG26": "the last day is counted and shown; nothing is removed before, as nothing is removed at all",
    "TG29": "the term of payment is checked in the draft and told in the notice; the contract is not kept",
    "C03": "by the budget; that a project is complex or of large influence, people must say by choosing seven",
    "D03": "from the platform's pool; choosing oneself with the superior unit's consent (自行选定) is missing",
    "E03": "what is sealed for another tender or not whole is refused; there is no other way to hand anything in",
    "E12": "logged and signed by the platform; documents bear no electronic seal of a party",
    "E14": "keys are their owner's alone; a certificate of a licensed authority is not asked for",
    "G01": "a draft whose object is called standardised is refused; the lowest evaluated price is no method here yet",
    "G09": "by the words of qualification and criteria; what says the same otherwise is for people to find",
    "G16": "price, qualification and substance; the deposit comes with deposits",
    "G17": "too few, and the grounds for ending before the award; each ground has its article",
    "M06": "by the words of the texts; what says the same otherwise is for people to find",
    "M15": "whole or by share with a reason; that subcontractors keep their share is not followed",
    "N12": "without unit prices of the main items, which the offer does not list yet",
    "O01": "begins at the deadline or says why not, and never after a day; the place is told, not booked",
    "O02": "the panel is of three organisations; that members of the committee stay away rests on the late draw",
    "O08": "made, logged and published; bidders' representatives do not sign it",
    "X03": "title, years and age; the three years without bad record people vouch for",
    "ZCF27": "told as a line of the list; values of provinces are rows to be entered, see operations.md",
    "ZCR9": "members of the committee, by ties and relatives on file; staff of the buyer and application are missing",
}

#: What is not kept at all, and why.
ABSENT = {
    "ZCR28": "splitting is found among purchases by other methods than open tender, of which there are none yet",
    "ZCR18": "needs legal representatives and controllers of organisations, which are not registered yet",
    "TG04": "needs documents that are obtained with a receipt",
    "TG07": "needs prequalification",
    "TG08": "inquiries (询问) are not taken in",
    "TG10": "questions (质疑) are not taken in",
    "TG11": "complaints (投诉) are not taken in",
    "TG12": "complaints are not taken in",
    "TG13": "complaints are not taken in",
    "TG19": "needs contracts",
    "TG20": "needs contracts",
    "TG21": "needs deposits",
    "TG22": "needs deposits",
    "TG23": "needs deposits",
    "TG24": "needs deposits; documents are free",
    "TG27": "needs contracts",
    "TG30": "members are not assessed yet",
    "M08": "needs contracts",
    "M09": "needs deposits",
    "M10": "needs deposits",
    "M13": "a setting the evaluation would not apply must not be promised in a notice; comes with consortia there",
    "M16": "a setting the evaluation would not apply must not be promised in a notice; comes with domestic goods there",
    "D10": "supervisors read projects and records; they take no part in a draw yet",
    "X05": "members are not assessed yet",
    "X07": "penalties are not recorded",
    "X08": "members are not assessed yet",
    "O09": "needs the opening hall's talk",
    "E01": "needs the operator's related companies",
    "E02": "organisations are registered by staff; they do not join by themselves yet",
    "E11": "objections are not taken in",
    "E15": "the platform's keys are no certificates of an authority",
    "G02": "the lowest evaluated price is a method of the evaluation, of no tender of this kind yet",
    "G12": "needs brands and core products",
    "G15": "needs priced items and capitals in the offer",
    "G22": "needs authors, agents and contact persons of bids",
    "G23": "collusion is not recorded",
    "N05": "needs corrections",
    "N07": "intentions are no notice of the platform yet",
    "N09": "needs prequalification",
    "N14": "needs contracts",
    "N15": "needs contracts",
    "N16": "complaints are not taken in",
    "N23": "notices stand on the platform alone",
}


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    return tuple(
        (path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for package in _PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if not {"piccolo_migrations", "demo"} & set(path.parts)
    )


def places(rule: Rule) -> tuple[str, ...]:
    """The modules that read a rule by its term or id, or that it names."""
    if rule.enforced:
        return (rule.enforced.partition(":")[0].replace(".", "/") + ".py",)
    term = rule.term.partition(":")[0]
    asked = f"Term.{Term(term).name}" if term else f'"{rule.id}"'
    pattern = re.compile(re.escape(asked) + r"\b" if term else re.escape(asked))
    return tuple(path for path, text in _sources() if pattern.search(text))


def proof(kind: str, rule: Rule) -> str:
    """The test that shows it, as `path::name`."""
    return f"tests/{PROOFS[kind][rule.id]}" if rule.unit == DEMAND else f"{BOUNDS}::{rule.id}"


def number_of(rule: Rule) -> str:
    """The id of the catalogue: what stands before the numbers of one rule are told apart."""
    return rule.id.partition("-")[0]


def kept() -> dict[str, list[Rule]]:
    """The rows of the open tender by their number in the catalogue."""
    rules = rules_of(KINDS["procurement"].rule_file)
    return {number: list(rows) for number, rows in groupby(rules, key=number_of)}


def page() -> str:
    """The whole document."""
    return "\n".join([*_head(), *_table("procurement"), *_absent(), *_land(), ""])


def _head() -> Iterator[str]:
    numbers = set(kept())
    partly = numbers & PARTLY.keys()
    yield from (
        "# The rule book",
        "",
        "<!-- written by docs/render_rule_book.py; a test holds it current -->",
        "",
        "What of the statutory rules of procurement's open tender the platform keeps. The rows are data in",
        "`trading/rules/procurement.toml`; `/rules` and `tianping rules list` show them for a day and a place.",
        "*Evidence*: `V` was read in the text itself; all else is shown as unverified wherever a rule is shown.",
        "Each number is tried one below, at and one above, and again with another number in its row.",
        "",
        f"**{len(numbers)} rules are kept, {len(partly)} of them in part; {len(ABSENT)} are missing.**",
        f"They stand in {sum(len(rows) for rows in kept().values())} rows, for one rule may have several numbers.",
        "",
        "## Kept",
        "",
    )


def _table(kind: str) -> Iterator[str]:
    yield "| rule | what | value | article, since | evidence | severity | where | test |"
    yield "|---|---|---|---|---|---|---|---|"
    for rule in rules_of(KINDS[kind].rule_file):
        where = "<br>".join(f"[{Path(path).stem}](../{path})" for path in places(rule))
        test, _, name = proof(kind, rule).partition("::")
        value = value_text(rule)
        since = f"{rule.article}, {rule.valid_from}"
        yield (
            f"| {rule.id} | {rule.title} | {value} | {since} | {rule.evidence} | {rule.severity} | {where}"
            f" | [{name}](../{test}) |"
        )
    if kind == "procurement":
        yield from ("", "### In part", "", "| rule | what is missing |", "|---|---|")
        yield from (f"| {number} | {why} |" for number, why in PARTLY.items())


def _absent() -> Iterator[str]:
    yield from ("", "## Missing", "", "| rule | why |", "|---|---|")
    yield from (f"| {number} | {why} |" for number, why in ABSENT.items())


def _land() -> Iterator[str]:
    yield from ("", "## Listing of land", "")
    yield from _table("land_listing")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
