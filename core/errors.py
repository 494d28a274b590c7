"""Refusals: the ways the platform says no to somebody.

A `DomainError` is part of the product: it has a public code, a sentence for people, and, where the law
decided, the article. Anything else that is raised is a bug and becomes a 500 with an incident id.
Not for: programming errors, which stay ordinary exceptions.
"""

from __future__ import annotations

import dataclasses
from typing import ClassVar
from uuid import UUID


@dataclasses.dataclass(kw_only=True, eq=False)
class DomainError(Exception):
    """A refusal. `code` is public and kebab-case; `message` is Chinese, for the person refused.

    `field` names the input at fault, `article` cites the law (for example 《政府采购法》第三十五条), and
    `facts` carries the numbers behind the sentence. None of them may hold a secret: they reach logs,
    problem documents and pages.
    """

    code: str
    message: str
    field: str | None = None
    article: str | None = None
    facts: dict[str, str | int] = dataclasses.field(default_factory=dict)
    status: ClassVar[int] = 400

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Invalid(DomainError):
    """The input cannot be accepted as it stands (HTTP 422)."""

    status = 422


class Forbidden(DomainError):
    """This actor may not do this (HTTP 403)."""

    status = 403


class NotFound(DomainError):
    """There is no such thing, or this actor may not know of it (HTTP 404)."""

    status = 404


class Conflict(DomainError):
    """The thing is in a state that does not allow this now (HTTP 409)."""

    status = 409


@dataclasses.dataclass(kw_only=True, eq=False)
class DoneBefore(Conflict):
    """The same was asked before and done then (HTTP 409); `made` is what it was done to. A person who sent a form
    twice is led there."""

    made: UUID


class IllegalTransition(Conflict):
    """A state machine has no such arrow (HTTP 409)."""


@dataclasses.dataclass(kw_only=True, eq=False)
class Later(DomainError):
    """Not now: the same may be asked again after `retry_after` seconds (`Retry-After`)."""

    retry_after: int


class TooMany(Later):
    """This client, or somebody under this name, has asked too often (HTTP 429)."""

    status = 429


class Busy(Later):
    """The platform has too much to do to take this on (HTTP 503)."""

    status = 503
