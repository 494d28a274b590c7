"""Decisions about people and organisations; no I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from itertools import combinations

from core.errors import Invalid
from core.sameness import same_key
from identity.roles import INCOMPATIBLE, ROLE_NAMES, Role
from sealing.errors import ManifestRefused
from sealing.keybox import parse_key_box

SHORTEST_PASSWORD = 10
LONGEST_CONTACT = 120
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_MAILBOX = re.compile(r"[a-z0-9_][a-z0-9._+-]*@(?:[a-z0-9-]+\.)+[a-z]{2,24}")


def check_name(name: str) -> str:
    """The key the organisation is known by among other spellings; refuses (`name-missing`) what nobody can see."""
    key = same_key(name)
    if not key:
        raise Invalid(code="name-missing", message="请填写单位名称", field="name")
    return key


def check_sign_in_name(name: str, *, field: str | None = "sign_in_name") -> str:
    """The sign-in name in small letters; refuses (`sign-in-name-malformed`) what could not be typed anywhere."""
    name = name.strip().lower()
    if re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,59}", name):
        return name
    raise Invalid(
        code="sign-in-name-malformed",
        message="登录名为3至60位小写字母、数字、点、下划线或连字符，以字母或数字开头",
        field=field,
    )


def read_contact(typed: str, *, field: str | None = "contact") -> str:
    """A mobile number as its eleven digits, or an e-mail address in small letters.

    Raises `Invalid` (`contact-wrong`).
    """
    text = "".join(unicodedata.normalize("NFKC", typed).split()).lower()
    if mobile := _MOBILE.fullmatch(text.replace("-", "")):
        return mobile[1]
    if len(text) <= LONGEST_CONTACT and _MAILBOX.fullmatch(text):
        return text
    raise Invalid(code="contact-wrong", message="请填写11位手机号码，或者电子邮箱地址", field=field)


def check_password(password: str) -> None:
    """Refuse (`password-too-short`) a password under ten characters (NIST SP 800-63B: length over rules)."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            code="password-too-short",
            message=f"密码至少{SHORTEST_PASSWORD}个字符",
            field="password",
            facts={"least": SHORTEST_PASSWORD},
        )


def check_roles(roles: Collection[Role], *, field: str = "roles") -> None:
    """Refuse (`role-missing`) no role at all, and (`roles-incompatible`) two that may not meet in one person."""
    if not roles:
        raise Invalid(code="role-missing", message="请选择角色", field=field)
    for first, second in combinations(sorted(set(roles)), 2):
        if frozenset({first, second}) in INCOMPATIBLE:
            raise Invalid(
                code="roles-incompatible",
                message=f"同一人不得兼任{ROLE_NAMES[first]}与{ROLE_NAMES[second]}",
                field=field,
                article="《政府采购法》第六十条",
            )


def check_wrapped(wrapped: Mapping[str, str | int], *, signing: bytes, sealing: bytes) -> None:
    """Refuse (`key-box-malformed`) what is not the wrapped form of these keys; whether it opens nobody here knows."""
    try:
        box = parse_key_box(wrapped)
    except ManifestRefused:
        box = None
    if box is None or (box.signing_key, box.sealing_key) != (signing.hex(), sealing.hex()):
        raise Invalid(code="key-box-malformed", message="密钥盒格式不正确")
