"""What a reader of an opened document is warned of, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Caution(StrEnum):
    """One reason for care."""

    MACROS = "macros"
    TEMPLATE = "external-template"
    SCRIPT = "script"
    EMBEDDED = "embedded"
    PROGRAM = "program"
    BOMB = "bomb"
    NAME = "misleading-name"
    ENCRYPTED = "encrypted"
    NOT_INSPECTED = "not-inspected"


CAUTION_TITLES: Mapping[Caution, str] = {
    Caution.MACROS: "含有宏",
    Caution.TEMPLATE: "引用外部模板或链接",
    Caution.SCRIPT: "含有脚本或自动动作",
    Caution.EMBEDDED: "嵌有其他文件或对象",
    Caution.PROGRAM: "是可执行程序",
    Caution.BOMB: "展开后异常巨大",
    Caution.NAME: "文件名与内容不符",
    Caution.ENCRYPTED: "加密，无法检查",
    Caution.NOT_INSPECTED: "未能检查（文件过大、结构不清或检查超时）",
}
