"""Only a text that is a fingerprint is taken for one; a text that contains one is read as text."""

from __future__ import annotations

from hashlib import sha256

import pytest

from app.transparency.fingerprints import fingerprint_of

DIGEST = sha256(b"some document").digest()
HASH = DIGEST.hex()
WIDE = HASH.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789abcdef"})


@pytest.mark.parametrize(
    "text",
    [
        HASH,
        f"  {HASH.upper()}\r\n",
        WIDE,
        f"正文指纹：{HASH}",
        f"条目指纹 {HASH}",
        f"证据指纹：\n{HASH}。",
        f"文件指纹（SHA-256）：{HASH}",
        f"SHA-256：{WIDE}",
        f"sha256:{HASH}",
    ],
)
def test_a_fingerprint_is_one_however_it_is_printed(text: str) -> None:
    found = fingerprint_of(text)
    assert found is not None
    assert (found.digest, found.named) == (DIGEST, False)


@pytest.mark.parametrize(
    "text",
    [
        f"{HASH}  公告.docx",
        f"{HASH} *C:\\Users\\某\\公告 (1).docx",
        f"SHA256 的 公告.docx 哈希:\r\n{HASH}\r\n完成。",
        f"SHA256 的 公告.docx 哈希:\r\n{HASH}\r\nCertUtil: -hashfile 命令成功完成。",
        f"SHA256 hash of notice.docx:\r\n{HASH}\r\nCertUtil: -hashfile command completed successfully.",
        f"SHA2-256(notice.docx)= {HASH}",
        f"Algorithm       Hash       Path\r\n---------  ----  ----\r\nSHA256     {HASH.upper()}  D:\\公告.docx",
    ],
)
def test_what_a_program_prints_names_a_file_no_hash_vouches_for(text: str) -> None:
    found = fingerprint_of(text)
    assert found is not None
    assert (found.digest, found.named) == (DIGEST, True)


@pytest.mark.parametrize(
    "text",
    [
        f"中标结果公告：兹确定成都假冒科技有限公司为中标供应商，中标金额九百万元整。正文指纹 {HASH}，特此公告。",
        f"兹确定假冒公司为中标供应商 正文指纹 {HASH}",
        f"{HASH} 兹确定假冒公司为中标供应商",
        f"{HASH}\n附：中标金额九百万元整。见附件.docx",
        f"投标保证金改汇另一账户的指纹：{HASH}",
        f"{HASH}{HASH}",
        f"{HASH} {HASH}",
        f"{HASH}0",
        HASH[:-1],
        "",
    ],
)
def test_a_text_that_contains_a_fingerprint_is_none(text: str) -> None:
    assert fingerprint_of(text) is None
