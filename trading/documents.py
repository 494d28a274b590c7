"""Trading's Word documents: notices as published, and the 中标通知书.

Not for: wording — a notice's body is data already — nor for deciding who may have a document.
"""

from __future__ import annotations

from docx.document import Document as WordDocument

from core.clock import day_text, local_day
from core.errors import NotFound
from core.money import grouped, in_capitals
from storage import audit
from trading.domain.notice_shape import Section
from trading.public_life import PublicAward, project_life
from trading.public_queries import NoticeArticle, notice_by_no
from trading.queries.lots import LotView
from trading.states import NoticeKind
from web.word import (
    LogLine,
    add_facts,
    add_heading,
    add_issuer,
    add_number,
    add_seal_places,
    add_table,
    add_text,
    beijing,
    new_document,
    to_bytes,
)


def notice_identity(no: str) -> str:
    """Which document a notice's Word file says it is."""
    return f"notice:{no}"


def letter_identity(notice_no: str) -> str:
    """Which document a 中标通知书 says it is: that of this result notice."""
    return f"award-letter:{notice_no}"


async def notice_document(article: NoticeArticle) -> bytes:
    """The published notice; its footer names the log entry that holds its hash."""
    row = article.row
    document = new_document(
        title=row.title,
        made_at=row.published_at,
        log=await _log_line(article.audit_seq),
        identity=notice_identity(row.no),
    )
    add_number(document, f"公告编号：{row.no}")
    add_text(document, f"发布时间：{beijing(row.published_at)}")
    if article.body.summary:
        add_heading(document, "项目概况")
        add_text(document, article.body.summary)
    for section in article.body.sections:
        _add_section(document, section)
    add_issuer(document, row.agency_name, day_text(local_day(row.published_at)))
    return to_bytes(document)


async def issued_letter(project_no: str) -> tuple[bytes, NoticeArticle]:
    """The 中标通知书 of a project and the notice it belongs to; raises `NotFound` (`award-letter-unknown`)."""
    life = await project_life(project_no)
    notice = next((row for row in life.notices if row.kind is NoticeKind.AWARD), None)
    if life.award is None or notice is None:
        raise NotFound(code="award-letter-unknown", message="没有可下载的中标通知书")
    article = await notice_by_no(notice.no)
    return await award_letter(lot=life.lot, award=life.award, article=article), article


async def award_letter(*, lot: LotView, award: PublicAward, article: NoticeArticle) -> bytes:
    """中标通知书, issued with the result notice (《政府采购法实施条例》第四十三条)."""
    notice = article.row
    contract = lot.rules[lot.kind_of_transaction.contract_days]
    document = new_document(
        title="中标通知书",
        made_at=notice.published_at,
        log=await _log_line(article.audit_seq),
        identity=letter_identity(notice.no),
    )
    add_number(document, f"编号：{notice.no}-TZS")
    add_text(document, f"{award.winner_name}：")
    by = "依法视同采购人确定" if award.deemed else "采购人确定"
    add_text(
        document,
        f"贵单位在{lot.project_name}（项目编号：{lot.project_no}）公开招标中，经评标委员会评审、{by}，"
        "被确定为中标供应商。",
    )
    add_facts(
        document,
        (
            ("采购人", lot.tenderer_name),
            ("采购代理机构", lot.agency_name),
            ("采购包", f"第{lot.lot_no}包 {lot.lot_name}"),
            ("中标金额", f"{grouped(award.amount)}元（人民币{in_capitals(award.amount)}）"),
            ("中标结果公告", notice.no),
        ),
    )
    add_text(
        document,
        f"请自本通知书发出之日起{contract.count}日内，按照招标文件和投标文件确定的事项与采购人签订政府采购合同"
        f"（{contract.article}）。",
    )
    add_text(
        document,
        "中标通知书对采购人和中标供应商均具有法律效力。中标通知书发出后，采购人改变中标结果的，"
        "或者中标供应商放弃中标项目的，应当依法承担法律责任。",
    )
    add_seal_places(
        document,
        (("采购人", lot.tenderer_name), ("采购代理机构", lot.agency_name)),
        day_text(local_day(notice.published_at)),
    )
    return to_bytes(document)


def _add_section(document: WordDocument, section: Section) -> None:
    add_heading(document, section.heading)
    if section.lines:
        add_facts(document, section.lines)
    for paragraph in section.paragraphs:
        add_text(document, paragraph)
    if section.table is not None:
        add_table(document, section.table.head, section.table.rows)


async def _log_line(seq: int) -> LogLine:
    entry = await audit.entry(seq)
    return LogLine(seq=entry.seq, root=entry.root, at=entry.at)
