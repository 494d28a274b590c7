"""The 评标报告 as a Word document, made from the report's facts and nothing else.

Names of members stand in it: until the result is published only the committee, the tenderer, its agency and the
supervising department may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from docx.document import Document as WordDocument

from core.clock import from_local
from core.money import grouped
from core.text import clause
from evaluation.documents.before_scoring import add_method, add_opening, add_project, told
from evaluation.domain.report_facts import CommitteeLine, ComplianceLine, ReportFacts
from evaluation.domain.signing import SIGNATURE_TITLES, SignatureKind
from trading.decisions.domain.deciding import Deduction
from trading.kinds import Kind
from trading.rules import Article
from trading.terms import Terms
from web.word import (
    add_facts,
    add_heading,
    add_issuer,
    add_signatures,
    add_table,
    add_text,
    new_document,
    to_bytes,
)

#: The members are listed by name, their marks by the numbers they had in the room: whose is which stays closed.
NUMBERS_TELL_NO_NAMES = "成员按姓名列出。“评委1”等为评审过程中的编号，与本表次序无关，其对应的姓名不公开。"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLine:
    """How one member stands under the report."""

    seat: int
    name: str
    kind: SignatureKind
    dissent: str
    signed_at: datetime | None


def report_identity(lot: str) -> str:
    """Which document the Word file of a lot's report says it is."""
    return f"evaluation-report:{lot}"


def report_document(
    *,
    facts: ReportFacts,
    facts_hash: bytes,
    kind: Kind,
    signatures: tuple[SignedLine, ...] = (),
) -> bytes:
    """The .docx; without `signatures` it is the report as issued for signing."""
    terms, articles = kind.terms, kind.articles
    document = new_document(
        title=terms.report,
        made_at=from_local(facts.issued_at),
        identity=report_identity(facts.result.lot.id),
    )
    add_project(document, facts, terms)
    add_opening(document, facts, terms)
    _committee(document, facts, terms)
    add_method(document, facts, terms)
    _compliance(document, facts, terms)
    _invalid(document, facts, terms)
    if kind.method.deduction is not None:
        _small_firms(document, facts, terms, kind.method.deduction)
    _low_prices(document, facts, terms, articles)
    _scores(document, facts, terms)
    _marks(document, facts)
    _corrections(document, facts)
    _recommendation(document, facts, terms, articles)
    _other_matters(document, facts, terms)
    _signatures(document, facts, signatures, terms, articles)
    add_text(document, f"本报告事实摘要（SHA-256）：{facts_hash.hex()}")
    add_issuer(document, terms.committee, told(facts.issued_at))
    return to_bytes(document)


def _committee(document: WordDocument, facts: ReportFacts, terms: Terms) -> None:
    add_heading(document, f"三、{terms.committee}")
    rows = [(line.name, line.employer, _post(line, terms)) for line in facts.committee]
    add_table(document, ("姓名", "工作单位", "职务"), rows, widths_cm=(3.6, 8.7, 3.2))
    add_text(document, NUMBERS_TELL_NO_NAMES)


def _compliance(document: WordDocument, facts: ReportFacts, terms: Terms) -> None:
    add_heading(document, f"五、符合性审查和无效{terms.offered}")
    rows = [
        (
            line.bidder,
            "通过" if line.compliant else "不通过",
            _votes(line),
            "；".join(clause(part) for part in (line.reason, *line.dissent) if part) or "—",
        )
        for line in facts.compliance
    ]
    add_table(
        document,
        (terms.bidder, "结论", "符合：不符合", "理由和不同意见"),
        rows,
        widths_cm=(4.5, 1.8, 2.6, 6.6),
    )


def _votes(line: ComplianceLine) -> str:
    """A bid invalid by its price is so by law: nobody was asked."""
    return (
        f"{line.in_favour}：{line.against}" if line.in_favour or line.against else "—（依法无效，不经表决）"
    )


def _invalid(document: WordDocument, facts: ReportFacts, terms: Terms) -> None:
    shut_out = [line for line in facts.result.bids if line.excluded]
    for line in shut_out:
        add_text(document, f"无效{terms.offered}：{line.bidder}。原因：{clause(line.excluded or '')}。")
    if not shut_out:
        add_text(document, f"无效{terms.offered}：无。")


def _small_firms(document: WordDocument, facts: ReportFacts, terms: Terms, known: Deduction) -> None:
    percent = facts.result.small_firm_percent
    if percent is None:
        add_text(document, known.unused)
        return
    add_text(
        document,
        f"小微企业价格扣除：比例为{percent.normalize():f}%，评审价格＝{terms.price}×（1－扣除比例），"
        f"{terms.result}价为{terms.price}。",
    )
    for line in facts.small_firms:
        found = {True: "予以认定，给予价格扣除", False: f"不予认定，不予扣除：{clause(line.reason)}"}
        told = found[line.confirmed] if line.confirmed is not None else "不涉及价格扣除"
        add_text(document, f"{line.bidder}声明为{line.declared}，{told}。")


def _low_prices(
    document: WordDocument, facts: ReportFacts, terms: Terms, articles: Mapping[Article, str]
) -> None:
    add_heading(document, "六、异常低价审查")
    if not facts.low_prices:
        add_text(document, f"依据{articles[Article.LOW_PRICE]}，未发现需要启动异常低价审查的报价。")
    for line in facts.low_prices:
        add_facts(
            document,
            (
                (terms.bidder, line.bidder),
                ("报价", f"{grouped(line.price)}元"),
                ("启动原因", "；".join(line.triggers)),
                (f"{terms.bidder}书面说明", line.explanation or "在规定时间内未提供书面说明"),
                ("评委意见", "；".join(clause(opinion) for opinion in line.opinions)),
                (
                    "认定结论",
                    f"报价合理，{terms.offered}有效"
                    if line.accepted
                    else f"不能证明报价合理，{terms.offered}无效",
                ),
            ),
        )


def _scores(document: WordDocument, facts: ReportFacts, terms: Terms) -> None:
    result = facts.result
    names = {line.bid: line for line in result.bids}
    add_heading(document, "七、评分汇总和排序")
    rows = [
        (
            str(line.rank),
            names[line.bid].bidder,
            grouped(names[line.bid].quoted_price),
            grouped(line.evaluated_price),
            *(
                f"{score:.2f}"
                for score in (line.price_score, line.members_score, line.total)
                if score is not None
            ),
        )
        for line in result.result
    ]
    scores = ("价格分", "评委评分", "评审得分") if result.method.total else ()
    header = ("排名", terms.bidder, f"{terms.price}（元）", "评审价格（元）", *scores)
    widths = (1.2, 4.1, 2.7, 2.7, 1.5, 1.7, 1.6) if scores else (1.2, 6.3, 4, 4)
    add_table(document, header, rows, widths_cm=widths, numbers=range(2, len(header)))


def _marks(document: WordDocument, facts: ReportFacts) -> None:
    result = facts.result
    add_heading(document, "八、各成员评分")
    if not result.criteria:
        add_text(document, "本项目的评审方法不打分。")
        return
    header = ("评审因素", "分值", *(f"评委{member.number}" for member in result.members))
    for bid in result.bids:
        if bid.excluded:
            continue
        add_text(document, bid.bidder)
        rows = [
            (c.name, f"{c.max_points:.2f}", *(f"{mark:.2f}" for mark in bid.marks[c.id]))
            for c in result.criteria
        ]
        add_table(document, header, rows, numbers=range(1, len(header)))


def _corrections(document: WordDocument, facts: ReportFacts) -> None:
    add_heading(document, "九、评分复核")
    if not facts.corrections and not facts.deviations:
        add_text(document, "客观评审因素评分一致，未发现畸高、畸低评分。")
    for line in facts.corrections:
        changes = "；".join(line.changes) or "未变更评分"
        add_text(
            document,
            f"{line.bidder}“{line.criterion}”：{line.cause}，{clause(line.reason)}。{line.outcome}。{changes}。",
        )
    for deviation in facts.deviations:
        add_text(
            document,
            f"{deviation.bidder}“{deviation.criterion}”：评委{deviation.number}评{deviation.mark:.2f}分，"
            f"偏离平均值{deviation.mean:.2f}分较大，经复核维持。",
        )


def _recommendation(
    document: WordDocument, facts: ReportFacts, terms: Terms, articles: Mapping[Article, str]
) -> None:
    add_heading(document, f"十、推荐的{terms.candidate}")
    names = {line.bid: line for line in facts.result.bids}
    for line in facts.result.result[:3]:
        add_text(
            document,
            f"第{line.rank}名：{names[line.bid].bidder}，{terms.price}{_yuan(names[line.bid].quoted_price)}"
            + (f"，评审得分{line.total:.2f}分。" if line.total is not None else "。"),
        )
    ranks = [line.rank for line in facts.result.result]
    if len(set(ranks)) < len(ranks):
        add_text(
            document,
            f"得分且{terms.price}相同的{terms.bidder}并列；{terms.winner}由{terms.tenderer}按{terms.documents}规定的方式确定，"
            f"{terms.documents}未规定的，采取随机抽取的方式确定（{articles[Article.EQUALS]}）。",
        )


def _other_matters(document: WordDocument, facts: ReportFacts, terms: Terms) -> None:
    """第六项: explanations the committee asked for, members replaced, and what else is to be said."""
    add_heading(document, "十一、其他需要说明的情况")
    asked = [line for line in facts.low_prices if line.explanation]
    for line in asked:
        add_text(document, f"澄清、说明：{line.bidder}就{terms.price}作出书面说明，内容见第六部分。")
    if not asked:
        add_text(document, f"澄清、说明或者补正：{terms.evaluation}过程中未要求{terms.bidder}作出。")
    for left in facts.replacements:
        add_text(
            document,
            f"成员更换：评委{left.number}于{told(left.at)}更换，原成员意见无效：{clause(left.reason)}。",
        )
    if not facts.replacements:
        add_text(document, f"{terms.committee}成员更换：无。")


def _signatures(
    document: WordDocument,
    facts: ReportFacts,
    signatures: tuple[SignedLine, ...],
    terms: Terms,
    articles: Mapping[Article, str],
) -> None:
    add_heading(document, f"十二、{terms.committee}成员签署")
    by_seat = {line.seat: line for line in signatures}
    add_signatures(
        document,
        (
            (
                _post(member, terms),
                member.name,
                by_seat[member.seat].signed_at if member.seat in by_seat else None,
            )
            for member in facts.committee
        ),
    )
    for line in signatures:
        if line.kind is SignatureKind.DISSENTING:
            add_text(document, f"{line.name}签署不同意见：{line.dissent}")
        if line.kind is SignatureKind.DEEMED:
            add_text(document, f"{line.name}{SIGNATURE_TITLES[line.kind]}（{articles[Article.SIGNING]}）。")


def _post(line: CommitteeLine, terms: Terms) -> str:
    if line.is_leader:
        return "组长"
    return f"{terms.tenderer}代表" if line.is_representative else "成员"


def _yuan(value: Decimal) -> str:
    return f"{grouped(value)}元"
