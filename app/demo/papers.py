"""The documents a demo bidder submits: small, readable, and plainly made up."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from web.word import add_text, add_title, new_document

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"

Papers = dict[str, list[tuple[str, str, bytes]]]


def bid_papers(*, bidder: str, tender: str, made_at: datetime) -> Papers:
    """Files by envelope: (name, media type, bytes)."""
    return {
        "qualification": [("资格证明文件.txt", TEXT, _text(bidder, tender, "资格证明文件", _QUALIFICATION))],
        "technical": [("技术服务方案.txt", TEXT, _text(bidder, tender, "技术服务方案", _TECHNICAL))],
        "price": [("分项报价表.docx", WORD, _word(bidder, tender, made_at))],
    }


_QUALIFICATION = (
    "一、营业执照、财务状况、依法纳税和缴纳社会保障资金的承诺。",
    "二、参加本次采购活动前三年内，在经营活动中没有重大违法记录的声明。",
    "三、未被列入失信被执行人、重大税收违法失信主体、政府采购严重违法失信行为记录名单的查询结果。",
)
_TECHNICAL = (
    "一、对业务现状和服务需求的理解：执法线索来源分散，外业取证与内业审核脱节，需统一底图与流程。",
    "二、服务方案：系统部署、数据接入、日常巡检、应急响应（2小时到场）、季度培训。",
    "三、项目团队：项目负责人1名（信息系统项目管理师），工程师5名。",
    "四、类似业绩：近三年同类合同5个，附合同复印件。",
)


def _text(bidder: str, tender: str, title: str, lines: tuple[str, ...]) -> bytes:
    return "\n\n".join((title, f"项目编号：{tender}", f"投标人：{bidder}", *lines, "（演练数据）")).encode()


def _word(bidder: str, tender: str, made_at: datetime) -> bytes:
    document = new_document(title="分项报价表", made_at=made_at)
    add_title(document, "分项报价表")
    add_text(document, f"项目编号：{tender}　　投标人：{bidder}")
    add_text(document, "本表为演练数据，总价以开标一览表为准。")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
