"""The parties of a draw and the causes for leaving a seat, as the law names them.

Not for: which people hold a duty; `operations/commit_secret.py` asks their roles.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from core.errors import Invalid

LEAST_PARTIES = 2  # with one party alone, that party would know the seed's every secret part in advance


class Duty(StrEnum):
    """Who takes part in a draw, in the order their secrets enter the seed."""

    CENTRE = "centre"
    AGENCY = "agency"
    SUPERVISOR = "supervisor"


DUTY_TITLES = {Duty.CENTRE: "交易中心", Duty.AGENCY: "代理机构", Duty.SUPERVISOR: "监督部门"}


class Cause(StrEnum):
    """Why a drawn expert leaves the seat. 《招标投标法实施条例》第四十六条、第四十八条: never without a legal cause."""

    DECLINED = "declined"
    RECUSED = "recused"
    ABSENT = "absent"
    INCAPABLE = "incapable"
    DISCIPLINE = "discipline"


CAUSE_TITLES = {
    Cause.DECLINED: "因故不能参加",
    Cause.RECUSED: "应当回避",
    Cause.ABSENT: "擅离职守或未到场",
    Cause.INCAPABLE: "因健康等原因不能继续评审",
    Cause.DISCIPLINE: "违反评审纪律",
}

OWN_CAUSES = (Cause.DECLINED, Cause.RECUSED)  # what an expert may say of themselves


def in_seed_order(duties: Collection[Duty]) -> tuple[Duty, ...]:
    """The duties in the order their secrets enter the seed; at least two (`Invalid`, `draw-parties-too-few`)."""
    ordered = tuple(duty for duty in Duty if duty in duties)
    if len(ordered) < LEAST_PARTIES:
        raise Invalid(
            code="draw-parties-too-few",
            message=f"至少{LEAST_PARTIES}方参与抽取并提交秘密数",
            field="duties",
            facts={"least": LEAST_PARTIES},
        )
    return ordered
