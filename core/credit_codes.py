"""统一社会信用代码 (GB 32100-2015): 18 characters, the first two a register department and a type it gives out.

The one door for such a code in Python. `web/browser/credit_codes.js` is its twin, by the same vectors.
Not checked: that the region (3–8) exists, for abolished ones stay in codes; nor the inner check of 9–17 (GB 11714).
"""

from __future__ import annotations

import re
import unicodedata

from core.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BLANKS = re.compile(r"[\t\n\r ]")
_ARTICLE = "GB 32100—2015"

# Register department → the types it gives out. Read in secondary sources: 1, 5, 9, Y. The others, and type 9 (其他)
# of 1 and 5, stand here as remembered and are unverified against the standard's own table and its amendment.
TYPES = {
    "1": "1239",  # 机构编制: 机关, 事业单位, 群众团体, 其他
    "2": "19",  # 外交: 外国常驻新闻机构, 其他 (unverified)
    "3": "123459",  # 司法行政: 律师执业机构, 公证处, 基层法律服务所, 司法鉴定机构, 仲裁委员会, 其他 (unverified)
    "4": "19",  # 文化: 外国在华文化中心, 其他 (unverified)
    "5": "1239",  # 民政: 社会团体, 民办非企业单位, 基金会, 其他
    "6": "129",  # 旅游: 外国、港澳台旅游部门常驻代表机构, 其他 (unverified)
    "7": "129",  # 宗教: 宗教活动场所, 宗教院校, 其他 (unverified)
    "8": "19",  # 工会: 基层工会, 其他 (unverified)
    "9": "123",  # 市场监督管理: 企业, 个体工商户, 农民专业合作社
    "A": "19",  # 中央军委改革和编制办公室: 军队事业单位, 其他 (unverified)
    "N": "1239",  # 农业农村: 组、村、乡镇级集体经济组织, 其他 (unverified)
    "Y": "1",  # 其他
}


def read_credit_code(typed: str, *, field: str | None = "uscc") -> str:
    """The code in capitals, however wide it was typed and whatever blanks stand between.

    Raises `Invalid` (`uscc-wrong`): length, characters, department and type, or the check character.
    """
    code = _BLANKS.sub("", unicodedata.normalize("NFKC", typed)).upper()
    if fault := _fault(code):
        raise Invalid(code="uscc-wrong", message=fault, field=field, article=_ARTICLE)
    return code


def read_credit_code_if_any(typed: str, *, field: str | None = "uscc") -> str:
    """The same where a code may be left out."""
    return read_credit_code(typed, field=field) if typed.strip() else ""


def check_character(first_17: str) -> str:
    """The 18th character for the first seventeen (MOD 31)."""
    total = sum(ALPHABET.index(c) * weight for c, weight in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def _fault(code: str) -> str | None:
    if len(code) != 18 or not set(code) <= set(ALPHABET):
        return "统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）"
    if code[1] not in TYPES.get(code[0], ""):
        return "统一社会信用代码前两位不是登记管理部门和机构类别的代码"
    if not code[2:8].isdecimal():
        return "统一社会信用代码第3至8位应为行政区划代码"
    return (
        None if code[17] == check_character(code[:17]) else "统一社会信用代码的校验位不正确，请核对是否填错"
    )
