"""The report's parts on what came before the committee: notice, bidders and opening, method and standards.

《政府采购货物和服务招标投标管理办法》第五十八条第（一）至（四）项.
"""

from __future__ import annotations

from docx.document import Document as WordDocument

from core.clock import from_local
from core.money import grouped
from evaluation.domain.report_facts import OpeningLine, ReportFacts
from trading.terms import Terms
from web.word import add_facts, add_heading, add_table, add_text, beijing


def add_project(document: WordDocument, facts: ReportFacts, terms: Terms) -> None:
    """第一项: where the notice stood, and when and where the bids were opened."""
    lot, notice = facts.result.lot, facts.notice
    add_heading(document, f"一、项目和{terms.notice}情况")
    add_facts(
        document,
        (
            ("项目编号", lot.project_no),
            ("项目名称", lot.project_name),
            (terms.lot, f"第{lot.lot_no}{terms.counted} {lot.lot_name}"),
            (terms.tenderer, notice.tenderer),
            (terms.agency, notice.agency),
            (terms.base, f"{grouped(notice.budget)}元"),
            (terms.limit, f"{grouped(notice.ceiling_price)}元" if notice.ceiling_price else "未设定"),
            ("公告媒体", notice.medium or "—"),
            ("公告编号", notice.notice_no or "—"),
            ("公告发布时间", told(notice.notice_published_at)),
            (f"{terms.deadline}时间", told(notice.bids_due_at)),
            (f"{terms.opening}时间", told(notice.opening_begun_at)),
            (f"{terms.opening}地点", notice.opening_place),
            ("评审开始时间", told(facts.opened_at)),
        ),
    )


def add_opening(document: WordDocument, facts: ReportFacts, terms: Terms) -> None:
    """第二项 and 第四项: everybody who bid, and what was read out."""
    add_heading(document, f"二、{terms.bidder}名单和{terms.opening}记录")
    rows = [
        (
            str(line.position),
            line.bidder,
            told(line.submitted_at),
            grouped(line.price) if line.price is not None else "未开启",
            _said(line),
        )
        for line in facts.opening
    ]
    header = ("序号", terms.bidder, "递交时间", f"{terms.price}（元）", f"{terms.form}其他内容")
    add_table(document, header, rows, widths_cm=(1.2, 4, 3.4, 2.6, 4.3), numbers=(3,))


def add_method(document: WordDocument, facts: ReportFacts, terms: Terms) -> None:
    """第三项: the method and every standard as the tender published them."""
    result = facts.result
    add_heading(document, f"四、{terms.evaluation}方法和标准")
    add_text(document, f"{terms.evaluation}方法：{result.method.title}（{result.method.article}）。")
    for sentence in (result.method.price_score, result.method.members_score, result.method.total):
        if sentence:
            add_text(document, f"{sentence}。")
    if not result.criteria:
        add_text(document, f"{'；'.join(result.method.ranking)}。")
        return
    rows = [("价格", "客观", f"{result.price_points:.2f}", "按上述公式计算")]
    guides = {line.criterion: line.guide for line in facts.standards}
    rows += [
        (
            line.name,
            "客观" if line.objective else "主观",
            f"{line.max_points:.2f}",
            guides.get(line.id, "—"),
        )
        for line in result.criteria
    ]
    add_table(
        document, ("评审因素", "类型", "分值", "评分标准"), rows, widths_cm=(3.5, 1.6, 1.8, 8.6), numbers=(2,)
    )


def told(instant: str | None) -> str:
    """An instant as the report says it."""
    return beijing(from_local(instant)) if instant else "—"


def _said(line: OpeningLine) -> str:
    if line.price is None:
        return line.reason or "—"
    return "；".join(f"{title}：{text}" for title, text in line.lines) or "—"
