"""Word documents: Chinese fonts where Word looks for them, repeated headers, a footer that says how to verify."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from docx import Document

from web import word

NOW = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def made() -> bytes:
    log = word.LogLine(seq=7, root=b"\xab" * 32, at=NOW)
    document = word.new_document(title="开标记录", made_at=NOW, log=log)
    word.add_heading(document, "一、基本情况")
    word.add_facts(document, [("项目名称", "食堂配送")])
    word.add_text(document, "预算金额：1,320,000.00元（大写：壹佰叁拾贰万元整）")
    word.add_table(
        document, ("序号", "投标人", "报价"), [("1", "甲公司", "1.00")], widths_cm=(2, 8, 4), numbers=(2,)
    )
    word.add_signatures(document, [("主持人", "张三", NOW), ("监督", "李四", None)])
    word.add_issuer(document, "交易中心", "2026年12月1日")
    return word.to_bytes(document)


def test_styles_name_chinese_fonts_for_east_asian_text() -> None:
    styles = parts_of(made())["word/styles.xml"]
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles


def test_a_table_repeats_its_header_row_and_keeps_rows_whole() -> None:
    body = parts_of(made())["word/document.xml"]
    assert "<w:tblHeader/>" in body
    assert "<w:cantSplit/>" in body


def test_money_is_written_in_figures_and_capitals() -> None:
    texts = [paragraph.text for paragraph in Document(io.BytesIO(made())).paragraphs]
    assert "预算金额：1,320,000.00元（大写：壹佰叁拾贰万元整）" in texts


def test_the_footer_counts_pages_and_names_the_log_entry_and_root() -> None:
    footers = "".join(text for name, text in parts_of(made()).items() if "footer" in name)
    assert "NUMPAGES" in footers
    assert "审计日志第 7 条" in footers
    assert "ab" * 32 in footers


def test_a_missing_signature_is_said_to_be_missing() -> None:
    table = Document(io.BytesIO(made())).tables[-1]
    assert [cell.text for cell in table.rows[2].cells] == ["监督", "李四", "（未签）"]
