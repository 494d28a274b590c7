"""What the tags of the log are called on pages, with words of the lot's kind in braces.

A test finds every tag a package declares here; a tag from elsewhere is shown as 其他记录, never as a code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import TypeAlias

from trading.kinds import KINDS, side_by_side

Kinds: TypeAlias = tuple[str, ...]
"""Codes of kinds: that of the entry's lot, or all of them where the entry is of none."""

EVERY_KIND: Kinds = tuple(KINDS)

TITLES: Mapping[str, str] = {
    "trading:project:draft": "起草项目",
    "trading:project:keep-warnings": "说明提示事项的理由",
    "trading:documents:edit": "编制{documents}",
    "trading:project:submit": "报送项目",
    "trading:project:return": "退回项目",
    "trading:project:accept": "受理项目",
    "trading:notice:publish": "发布公告",
    "trading:notice:withdraw": "撤回公告",
    "trading:lot:close-bidding": "{deadline}",
    "trading:lot:begin-opening": "进入{opening}",
    "trading:lot:finish-opening": "{opening}结束",
    "trading:lot:begin-evaluation": "评审开始",
    "trading:lot:fail": "{failed}",
    "trading:ranking:record": "记录{evaluation}结果",
    "trading:candidate:skip": "认定候选人不能{result}",
    "trading:candidate:restore": "撤销不能{result}的认定",
    "trading:procurement:end": "{tenderer}终止项目",
    "trading:letters:issue": "发出通知书",
    "trading:award:deem": "视同{determination}",
    "trading:calendar:amend": "修订节假日安排",
    "trading:calendar:enter": "录入节假日安排",
    "trading:award:determine": "{determination}",
    "trading:award:publish": "发布{result}结果",
    "identity:password:change": "修改密码",
    "identity:password:recover": "找回密码",
    "identity:password:reset": "重置密码",
    "identity:person:deactivate": "停用人员",
    "identity:person:reactivate": "启用人员",
    "identity:role:give": "授予角色",
    "identity:role:take": "取消角色",
    "identity:key_box:make": "生成密钥",
    "identity:key_box:rewrap": "修改密钥口令",
    "identity:account:open": "自行开立账户",
    "identity:contact:show": "验证联系方式",
    "identity:joining:apply": "申请入驻",
    "identity:joining:accept": "通过入驻申请",
    "identity:joining:return": "退回入驻申请",
    "identity:organisation:register": "登记单位",
    "identity:person:register": "登记人员",
    "identity:session:begin": "登录",
    "identity:session:end": "退出登录",
    "training:clock:move": "调整演练时间",
    "audit:cover": "掩护条目",
    "bids:submit": "递交{offer}",
    "bids:withdraw": "撤回{offer}",
    "bids:refuse-late": "拒收逾期{offer}",
    "bids:freeze": "截止时封存{offered}集合",
    "bids:irregular": "{offered}记录与审计日志不一致",
    "bids:too-few": "{bidder}不足法定家数",
    "opening:begin": "主持人宣布{opening}",
    "opening:call-off": "逾期未{opening}，终止{opening}",
    "opening:release-shares": "{opening}人员释放密钥份额",
    "opening:refuse-share": "拒绝不符的密钥份额",
    "opening:open-bid": "解密{offer}",
    "opening:leave-unopened": "{offer}未能解密",
    "opening:finish": "形成{opening}记录",
    "expert_pool:expert:register": "专家入库",
    "expert_pool:expert:edit": "更新专家信息",
    "expert_pool:expert:state": "变更专家状态",
    "expert_pool:speciality:add": "增加评审专业",
    "expert_pool:draw:open": "发起专家抽取",
    "expert_pool:secret:commit": "提交抽取随机数的承诺",
    "expert_pool:candidates:freeze": "封存候选名单",
    "expert_pool:secret:reveal": "公开抽取随机数",
    "expert_pool:committee:draw": "抽取评审专家",
    "expert_pool:seat:accept": "专家确认参加",
    "expert_pool:seat:vacate": "专家席位空缺",
    "expert_pool:leader:elect": "推选评审组长",
    "expert_pool:committee:reveal": "公布评审专家名单",
    "expert_pool:representative:name": "委派{tenderer}代表",
    "expert_pool:representative:leave": "不委派{tenderer}代表",
    "expert_pool:draw:void": "抽取作废",
    "evaluation:session:open": "开始评审",
    "evaluation:member:enter": "专家进入评审",
    "evaluation:member:declare": "专家声明无应回避情形",
    "evaluation:member:replace": "更换评审专家",
    "evaluation:leader:elect": "推选评审组长",
    "evaluation:review:close": "资格与符合性审查结束",
    "evaluation:low_price:explain": "要求说明报价合理性",
    "evaluation:low_price:decide": "认定报价合理性",
    "evaluation:scores:lock": "锁定评分",
    "evaluation:correction:decide": "决定更正评分",
    "evaluation:scores:correct": "更正评分",
    "evaluation:report:issue": "形成{report}",
    "evaluation:report:sign": "签署{report}",
    "evaluation:session:fail": "评审终止",
    "evaluation:session:finish": "评审结束",
}


def title_of(tag: str, *, kinds: Kinds = EVERY_KIND) -> str:
    """The act a tag stands for."""
    return TITLES.get(tag, "其他记录").format(**labels_in(kinds))


@cache
def labels_in(kinds: Kinds) -> Mapping[str, str]:
    """What the braces in titles and labels are filled with, over these kinds."""
    return side_by_side(asdict(KINDS[code].terms) | {**KINDS[code].drafting.times.titles} for code in kinds)
