"""What comes in at the pool's doors, for HTML forms and JSON alike. Lengths are those of the tables.

Not for: judging what the values mean; operations and the domain do.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.params import PathParameter
from msgspec import Meta

from core.text import fit_name
from web.form_fields import CreditCodeIfAny, each_once

Uscc: TypeAlias = Annotated[CreditCodeIfAny, Meta(title="统一社会信用代码")]
"""A unified social credit code, or nothing."""

Title: TypeAlias = Annotated[str, Meta(max_length=60, extra={"read": fit_name})]
Relation: TypeAlias = Annotated[str, Meta(max_length=40, extra={"read": fit_name})]
Years: TypeAlias = Annotated[int, Meta(ge=0, le=70)]
BirthYear: TypeAlias = Annotated[int, Meta(ge=1900, le=2100)]
SeatNumber: TypeAlias = Annotated[int, PathParameter(ge=1, le=99)]
"""In an address."""
Seats: TypeAlias = Annotated[int, Meta(ge=0, le=99)]
SpecialityCode: TypeAlias = Annotated[str, Meta(max_length=6, extra={"read": fit_name})]
SpecialityName: TypeAlias = Annotated[str, Meta(max_length=100, extra={"read": fit_name})]
Specialities: TypeAlias = Annotated[tuple[SpecialityCode, ...], Meta(max_length=100), each_once()]
Secret: TypeAlias = Annotated[str, Meta(max_length=400, title="秘密数", extra={"shape": "line"})]
"""As typed; what is hashed of it is shorter."""
