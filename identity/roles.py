"""The roles a person can hold, and which of them exclude each other."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role; the comment says who may hold it."""

    BIDDER = "bidder"  # acts for a supplier that has registered as a market subject
    AGENCY = "agency"  # works for a procurement agency entrusted by the tenderer
    TENDERER = "tenderer"  # works for the purchaser whose project it is
    CENTRE_STAFF = "centre_staff"  # employed by the trading centre; hosts openings and draws
    SUPERVISOR = "supervisor"  # of the supervising department; watches and takes part in draws and openings
    EXPERT = "expert"  # in the expert pool; sees only the sessions drawn for
    ADMINISTRATOR = "administrator"  # keeps people and organisations; sees no bid, score or expert name


#: In words of no kind: a role is given before any project is known. What its holder is in a lot, `Terms` say.
ROLE_NAMES = {
    Role.BIDDER: "市场主体",
    Role.AGENCY: "代理机构",
    Role.TENDERER: "项目单位",
    Role.CENTRE_STAFF: "交易中心",
    Role.SUPERVISOR: "监督部门",
    Role.EXPERT: "评审专家",
    Role.ADMINISTRATOR: "系统管理员",
}

# Held together, these would let one person watch, run or score their own doing.
# 《政府采购法》第六十条 (supervisors may not run procurement); 《政府采购货物和服务招标投标管理办法》第四十七条.
INCOMPATIBLE: tuple[frozenset[Role], ...] = tuple(
    frozenset(pair)
    for pair in (
        (Role.SUPERVISOR, Role.CENTRE_STAFF),
        (Role.SUPERVISOR, Role.AGENCY),
        (Role.SUPERVISOR, Role.BIDDER),
        (Role.SUPERVISOR, Role.EXPERT),
        (Role.BIDDER, Role.AGENCY),
        (Role.BIDDER, Role.TENDERER),
        (Role.BIDDER, Role.CENTRE_STAFF),
        (Role.BIDDER, Role.EXPERT),
        (Role.EXPERT, Role.CENTRE_STAFF),
        (Role.EXPERT, Role.AGENCY),
    )
)
