"""What the committee of an open tender is told."""

from __future__ import annotations

from trading.choices import Trigger
from trading.decisions.domain.judging import Judging
from trading.kinds.procurement.names import TERMS


def _recusal(years: int) -> tuple[str, ...]:
    """《政府采购法实施条例》第九条."""
    return (
        f"参加采购活动前{years}年内与供应商存在劳动关系",
        f"参加采购活动前{years}年内担任供应商的董事、监事",
        f"参加采购活动前{years}年内是供应商的控股股东或者实际控制人",
        "与供应商的法定代表人或者负责人有夫妻、直系血亲、三代以内旁系血亲或者近姻亲关系",
        "与供应商有其他可能影响政府采购活动公平、公正进行的关系",
    )


JUDGING = Judging(
    recusal=_recusal,
    triggers={
        Trigger.MEAN: "报价低于全部通过符合性审查供应商报价平均值的规定比例",
        Trigger.NEXT: "最低报价低于次低报价的规定比例",
        Trigger.CEILING: "报价低于最高限价（未设限价的，预算）的规定比例",
        Trigger.JUDGEMENT: f"{TERMS.committee}基于专业判断认为报价明显偏低",
    },
)
