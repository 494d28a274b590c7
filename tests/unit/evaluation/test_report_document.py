"""The 评标报告 holds what 87令第五十八条 lists, and any text at all can stand in it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from factories import evidence
from msgspec import structs

from core.clock import instant_text
from evaluation.documents import report_document
from evaluation.documents.report import NUMBERS_TELL_NO_NAMES
from evaluation.domain.report_facts import (
    CommitteeLine,
    ComplianceLine,
    LowPriceLine,
    NoticeLine,
    OpeningLine,
    ReplacementLine,
    ReportFacts,
    SmallFirmLine,
    StandardLine,
)
from trading.kinds import KINDS
from web.word.reading import document_text, read_document

AT = instant_text(evidence.START)
HOSTILE = (
    "\u000b",
    "\u0000",
    "\u0001",
    "\ufffe",
    "\ud800",
    "\u202e",
    "=cmd|' /C calc'!A0",
    "]]>",
    "字" * 20_000,
)


def facts(text: str) -> ReportFacts:
    """A report whose every free text is `text`."""
    return ReportFacts(
        notice=NoticeLine(
            tenderer=text,
            agency=text,
            budget=Decimal("1200000.00"),
            ceiling_price=Decimal("1200000.00"),
            notice_published_at=AT,
            bids_due_at=AT,
            opening_place=text,
            medium="天平公共资源交易平台",
            notice_no="TP-1-ZB",
            opening_begun_at=AT,
        ),
        committee=(
            CommitteeLine(seat=1, name="张三", employer=text, is_leader=True),
            CommitteeLine(seat=5, name="李四", employer=text, is_leader=False, is_representative=True),
        ),
        replacements=(ReplacementLine(number=2, reason=text, at=AT),),
        opened_at=AT,
        issued_at=AT,
        compliance=(
            ComplianceLine(
                bidder="d公司", compliant=False, in_favour=1, against=4, reason=text, dissent=(text,)
            ),
        ),
        low_prices=(
            LowPriceLine(
                bidder="a公司",
                price=Decimal("1.00"),
                triggers=(text,),
                explanation=text,
                opinions=(text,),
                accepted=True,
            ),
        ),
        corrections=(),
        deviations=(),
        result=evidence.result(small_firm_percent="20.00", small="c"),
        small_firms=(SmallFirmLine(bidder="c公司", declared="小型企业", confirmed=True, reason=text),),
        opening=(
            OpeningLine(
                position=1,
                bidder="a公司",
                submitted_at=AT,
                price=Decimal("1000000.00"),
                lines=(("备注", text),),
                reason=None,
            ),
            OpeningLine(position=2, bidder="e公司", submitted_at=AT, price=None, lines=(), reason=text),
        ),
        standards=(StandardLine(criterion=evidence.PLAN, guide=text),),
    )


def test_nobody_joins_a_member_s_name_with_another_member_s_number():
    document = read_document(
        report_document(facts=facts("甲"), facts_hash=bytes(32), kind=KINDS["procurement"])
    )
    assert NUMBERS_TELL_NO_NAMES in document_text(document)
    (listed,) = (table for table in document.tables if table.rows[0].cells[0].text == "姓名")
    assert not [cell.text for row in listed.rows for cell in row.cells if cell.text.isdigit()]


def test_the_report_says_everything_the_article_lists():
    text = document_text(
        read_document(report_document(facts=facts("甲乙丙"), facts_hash=bytes(32), kind=KINDS["procurement"]))
    )
    for told in (
        "天平公共资源交易平台",  # 第一项: the medium, the day and the place of the opening
        "TP-1-ZB",
        "开标时间",
        "投标人名单和开标记录",  # 第二项
        "e公司",
        "采购人代表",
        "评标方法和标准",  # 第三项
        "甲乙丙",
        "无效投标：d公司",  # 第四项
        "未通过符合性审查",
        "推荐的中标候选人",  # 第五项
        "第1名：",
        "澄清、说明",  # 第六项
        "成员更换：评委2",
        "扣除",
    ):
        assert told in text, told


def test_a_bid_invalid_by_law_is_not_said_to_have_been_voted_on():
    by_law = ComplianceLine(
        bidder="e公司", compliant=False, in_favour=0, against=0, reason="报价超过最高限价", dissent=()
    )
    whole = structs.replace(facts("甲"), compliance=(*facts("甲").compliance, by_law))
    document = read_document(report_document(facts=whole, facts_hash=bytes(32), kind=KINDS["procurement"]))
    (found,) = (table for table in document.tables if table.rows[0].cells[1].text == "结论")
    assert [row.cells[2].text for row in found.rows[1:]] == ["1：4", "—（依法无效，不经表决）"]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_keeps_the_report_from_being_issued(hostile: str):
    assert (
        report_document(facts=facts(f"前{hostile}后"), facts_hash=bytes(32), kind=KINDS["procurement"])[:2]
        == b"PK"
    )
