"""Word documents the bidding room issues: the opening record and the receipt.

They restate what is signed and logged; the signed JSON is what proves. Not for: deciding what is said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from bidding_room.domain.opening_form import told_lines
from bidding_room.domain.reconciliation import Irregularity, irregularity_titles
from bidding_room.queries.openings import duties_of, record_of, seq_of_record
from core.clock import day_text, local_day
from core.money import grouped, in_capitals
from sealing.receipts import Receipt, Refusal, parse_statement
from storage import audit
from trading.projects.domain.offer import Offer
from trading.projects.queries import LotView, lot_view
from trading.terms import Terms
from web import word


def actions_of(terms: Terms) -> dict[str, str]:
    """What a receipt acknowledges."""
    return {
        "submitted": f"递交{terms.offer}",
        "replaced": f"替换{terms.offer}",
        "withdrawn": f"撤回{terms.offer}",
    }


def record_identity(lot: str) -> str:
    """Which document the Word file of a lot's opening record says it is."""
    return f"opening-record:{lot}"


def statement_identity(statement: Receipt | Refusal) -> str:
    """Which document the Word file of a receipt or refusal says it is."""
    if isinstance(statement, Receipt):
        return f"receipt:{statement.entry.seq}"
    return f"refusal:{statement.lot}:{statement.at}"


async def issued_record(lot_id: UUID) -> tuple[dict[str, Any], bytes, int]:
    """The record, its Word document and its entry of the log; raises `NotFound` (`record-not-issued`)."""
    record, seq = await record_and_entry(lot_id)
    entry = await audit.entry(seq)
    log = word.LogLine(seq=entry.seq, root=entry.root, at=entry.at)
    lot = await lot_view(lot_id)
    return record, await asyncio.to_thread(opening_record_document, record, lot=lot, log=log), entry.seq


async def record_and_entry(lot_id: UUID) -> tuple[dict[str, Any], int]:
    """The record and the number of its entry of the log, without making a file; raises as `issued_record` does."""
    return await record_of(lot_id), await seq_of_record(lot_id)


def opening_record_document(record: dict[str, Any], *, lot: LotView, log: word.LogLine) -> bytes:
    """开标记录 (87令第四十二条) from the issued record, in the words of its kind."""
    w, titles = lot.terms, irregularity_titles(lot.terms)
    duties = duties_of(w)
    finished_at = _moment(record["finished_at"])
    document = word.new_document(
        title=f"{w.opening}记录", made_at=finished_at, log=log, identity=record_identity(record["lot"])
    )
    word.add_heading(document, "一、项目情况")
    word.add_facts(document, _project_facts(record, lot))
    word.add_heading(document, f"二、{w.bidder}及报价")
    word.add_table(
        document,
        ("序号", w.bidder, f"{w.price}（元）", "大写", "其他内容"),
        [_bid_row(bid, lot.kind_of_transaction.offer) for bid in record["bids"]],
        widths_cm=(1.2, 4.6, 2.8, 3.9, 3.0),
        numbers=(2,),
    )
    word.add_heading(document, "三、解密情况")
    word.add_table(
        document,
        (f"{w.opening}人员", "姓名", "释放份额时间", "与承诺相符", "不符被拒"),
        [_officer_row(officer, duties) for officer in record["officers"]],
        widths_cm=(3.4, 2.4, 5.9, 1.9, 1.9),
        numbers=(3, 4),
    )
    for bid in record["bids"]:
        if bid["reason"]:
            word.add_text(document, f"{bid['bidder']}：{bid['reason']}。{bid['consequence']}。")
    for found in record.get("irregularities", ()):
        word.add_text(
            document, f"核对异常：{titles[Irregularity(found['what'])]}（{w.offer} {found['bid']}）。"
        )
    word.add_heading(document, "四、核验")
    word.add_text(
        document,
        f"{w.deadline}时冻结的密封{w.offer}集合根哈希：{record['set_root']}。"
        f"任何人可用本平台公布的审计日志离线核验本记录及各{w.offer}未被增删改。",
    )
    word.add_heading(document, "五、签字确认")
    word.add_text(
        document,
        f"{w.bidder}代表对{w.opening}过程和{w.opening}记录有疑义，"
        f"或者认为{w.tenderer}、{w.agency}相关工作人员有需要回避的情形的，应当场提出询问或者回避申请；"
        f"{w.bidder}未参加{w.opening}的，视同认可{w.opening}结果（{lot.kind_of_transaction.offer.opening.record}）。",
    )
    word.add_signature_places(document, _signature_rows(record, duties, w))
    word.add_issuer(document, record["agency"], day_text(local_day(finished_at)))
    return word.to_bytes(document)


def receipt_document(signed: bytes, *, lot: LotView, bidder: str) -> bytes:
    """投标回执 or 拒收凭证 (《电子招标投标办法》第二十七条: 即时回执) for people, the signed JSON inside it."""
    statement = parse_statement(signed)
    at = _moment(statement.at)
    w = lot.terms
    title = f"{w.offered}回执" if isinstance(statement, Receipt) else f"逾期{w.offered}拒收凭证"
    document = word.new_document(title=title, made_at=at, identity=statement_identity(statement))
    word.add_facts(document, [*_lot_facts(lot, bidder=bidder), *_statement_facts(statement, w)])
    word.add_text(
        document,
        "本凭证内含平台签名的回执文件（JSON），内容一致，以签名文件为准；将本文件上传至平台“核验”页面即可核对。",
    )
    word.attach(document, signed)
    word.add_issuer(document, "天平公共资源交易平台", day_text(local_day(at)))
    return word.to_bytes(document)


def _project_facts(record: dict[str, Any], lot: LotView) -> list[tuple[str, str]]:
    w, ceiling = lot.terms, record["ceiling_price"]
    return [
        *lot.lot_facts,
        (w.tenderer, record["tenderer"]),
        (w.agency, record["agency"]),
        (w.limit, f"{grouped(Decimal(ceiling))}元" if ceiling else "未设定"),
        (f"{w.deadline}时间", word.beijing(_moment(record["bids_due_at"]))),
        (f"{w.opening}时间", word.beijing(_moment(record["begun_at"]))),
        *([(f"{w.opening}延误原因", record["late_reason"])] if record.get("late_reason") else []),
        (f"{w.opening}结束时间", word.beijing(_moment(record["finished_at"]))),
        (f"{w.opening}地点", record["place"]),
        ("主持人", record["host"]),
        (f"{w.bidder}数", f"{len(record['bids'])}家"),
    ]


def _bid_row(bid: dict[str, Any], offer: Offer) -> tuple[str, str, str, str, str]:
    if bid["price"] is None:
        return (str(bid["position"]), bid["bidder"], "未解密", "—", "—")
    price = Decimal(bid["price"])
    lines = "；".join(f"{title}：{text}" for title, text in told_lines(bid["form"], offer=offer))
    return (str(bid["position"]), bid["bidder"], grouped(price), in_capitals(price), lines or "—")


def _signature_rows(record: dict[str, Any], duties: Mapping[str, str], w: Terms) -> list[tuple[str, str]]:
    """Those who confirm the record: the bidders' representatives and the staff (87令第四十二条)."""
    staff = [
        (duties.get(officer["duty"], officer["duty"]), officer["name"])
        for officer in record["officers"]
        if officer["name"] != record["host"]
    ]
    bidders = [(f"{w.bidder}代表", bid["bidder"]) for bid in record["bids"]]
    return [("主持人", record["host"]), *staff, ("记录人", ""), *bidders]


def _officer_row(officer: dict[str, Any], duties: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    released = officer["released_at"]
    return (
        f"第{officer['ordinal']}号 {duties.get(officer['duty'], officer['duty'])}",
        officer["name"],
        word.beijing(_moment(released)) if released else "未释放",
        str(officer["shares_verified"]),
        str(officer["shares_refused"]),
    )


def _lot_facts(lot: LotView, *, bidder: str) -> list[tuple[str, str]]:
    return [*lot.lot_facts, (lot.terms.bidder, bidder)]


def _statement_facts(statement: Receipt | Refusal, w: Terms) -> list[tuple[str, str]]:
    if isinstance(statement, Refusal):
        return [
            ("拒收时间", word.beijing(_moment(statement.at))),
            (f"{w.deadline}时间", word.beijing(_moment(statement.due_at))),
            ("原因", f"{w.deadline}时间后送达，依法拒收"),
            (f"{w.offer}根哈希", statement.root or "无"),
        ]
    return [
        ("事项", f"{actions_of(w)[statement.action]}（第{statement.sequence}次）"),
        ("平台接收时间", word.beijing(_moment(statement.at))),
        (f"{w.offer}根哈希", statement.root),
        ("审计日志序号", str(statement.entry.seq)),
        ("日志根", statement.head.root),
        ("平台公钥", statement.platform_key),
    ]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
