"""Who works for whom: colleagues are people of one organisation, by its code or by its name (87令第四十八条之意)."""

from __future__ import annotations

from collections.abc import Iterable

from core.sameness import same_key
from expert_pool.domain.recusal import OrganisationRef


def employer_keys(employers: Iterable[OrganisationRef]) -> tuple[str, ...]:
    """A key for each, equal for colleagues: also when one file has the code, another only the name, a third both.

    The least spelling of all that a group is known by, so that the order of the files does not matter.
    """
    spelled = [_spellings(employer) for employer in employers]
    leader: dict[str, str] = {}
    for spellings in spelled:
        leaders = {_leader(leader, spelling) for spelling in spellings}
        least = min(leaders)
        leader |= dict.fromkeys(leaders, least)
    return tuple(_leader(leader, spellings[0]) for spellings in spelled)


def _spellings(employer: OrganisationRef) -> tuple[str, ...]:
    name, code = same_key(employer.name), same_key(employer.uscc).upper()
    return (code, name) if code else (name,)


def _leader(leader: dict[str, str], spelling: str) -> str:
    while (found := leader.setdefault(spelling, spelling)) != spelling:
        spelling = found
    return spelling
