"""The areas of work a permission opens, in the order of a tender's life."""

from __future__ import annotations

from dataclasses import dataclass

from app.training.permissions import Permission as Training
from bidding_room.permissions import Permission as Bidding
from evaluation.permissions import Permission as Evaluation
from expert_pool.permissions import Permission as Experts
from identity.permissions import Permission as Identity
from trading.kinds import EVERY, JUDGED
from trading.permissions import Permission as Trading

_SENT = f"{JUDGED.tenderer}代表"


@dataclass(frozen=True, slots=True)
class Area:
    """One card of the desk."""

    title: str
    href: str
    note: str
    permission: str


AREAS: tuple[Area, ...] = (
    Area("编制项目", "/desk/projects/new", "从模板开始，设定评审办法、开启小组和时间", Trading.PROJECT_DRAFT),
    Area("项目", "/desk/projects", "按下一个法定步骤排列的项目", Trading.PROJECT_READ),
    Area("项目受理", "/desk/acceptance", "核对条文检查结果，受理或退回", Trading.PROJECT_ACCEPT),
    Area(f"我的{EVERY.offered}", "/desk/bids", "可参加的项目、递交的文件、回执", Bidding.BID_READ_OWN),
    Area("通知书", "/letters", "各项目的结果和确认", Bidding.BID_READ_OWN),
    Area("价格说明", "/evaluations/prices", f"{JUDGED.committee}要求说明的报价", Evaluation.PRICE_EXPLAIN),
    Area(EVERY.opening, "/desk/openings", f"主持{EVERY.opening}，或释放份额", Bidding.SHARE_RELEASE),
    Area("专家抽取", "/draw-console", "开启、封存、抽取、递补", Experts.DRAW_RUN),
    Area("抽取见证", "/draw-party", "提交承诺值，公开秘密数", Experts.SECRET_COMMIT),
    Area(_SENT, "/representatives", f"委派{JUDGED.committee}中的{_SENT}", Experts.REPRESENTATIVE_NAME),
    Area("评审室", "/evaluations", "开启评审，查看在场与进度", Evaluation.SESSION_WATCH),
    Area("邀请", "/invitations", "参加或不能参加评审", Experts.INVITATION_ANSWER),
    Area("评审", "/desk/evaluations", "进入本人的评审", Evaluation.SESSION_SIT),
    Area("专家库", "/experts", "专家登记、专业、状态", Experts.EXPERT_READ),
    Area("入驻审核", "/joinings", "核对证照，通过或退回单位的入驻申请", Identity.JOINING_REVIEW),
    Area("发出的消息", "/training/messages", "演练环境中本应发出的短信和邮件", Training.MESSAGES_READ),
    Area("人员与单位", "/people", "登记人员和单位", Identity.PEOPLE_READ),
    Area("节假日安排", "/calendar", "录入国务院办公厅公布的放假和调休安排", Trading.CALENDAR_ENTER),
    Area("演练时间", "/training", "让期限提前到来", Training.CLOCK_MOVE),
)


def areas_for(permissions: frozenset[str], *, paths: frozenset[str]) -> tuple[Area, ...]:
    """The areas these permissions open, as far as this instance has their pages."""
    return tuple(area for area in AREAS if area.permission in permissions and area.href in paths)
