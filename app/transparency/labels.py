"""What the tags of the log are called on pages. A tag without a name here is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "trading:project:draft": "起草项目",
    "trading:project:submit": "报送项目",
    "trading:project:return": "退回项目",
    "trading:project:accept": "受理项目",
    "trading:notice:publish": "发布公告",
    "trading:notice:withdraw": "撤回公告",
    "trading:lot:close-bidding": "投标截止",
    "trading:lot:begin-opening": "开标开始",
    "trading:lot:finish-opening": "开标结束",
    "trading:lot:begin-evaluation": "评审开始",
    "trading:lot:fail": "采购失败（废标）",
    "trading:ranking:record": "记录评审结果",
    "trading:award:deem": "视同确定中标供应商",
    "trading:calendar:enter": "录入节假日安排",
    "trading:award:determine": "确定中标（成交）供应商",
    "trading:award:publish": "发布中标（成交）结果",
    "bids:submit": "递交投标文件",
    "bids:withdraw": "撤回投标文件",
    "bids:refuse-late": "拒收逾期投标文件",
    "bids:freeze": "截止时封存投标集合",
    "bids:too-few": "投标人不足三家",
    "opening:begin": "主持人宣布开标",
    "opening:release-shares": "开标人员释放密钥份额",
    "opening:refuse-share": "拒绝不符的密钥份额",
    "opening:open-bid": "解密投标文件",
    "opening:leave-unopened": "投标文件未能解密",
    "opening:finish": "形成开标记录",
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
    "evaluation:report:issue": "形成评审报告",
    "evaluation:report:sign": "签署评审报告",
    "evaluation:session:fail": "评审终止",
    "evaluation:session:finish": "评审结束",
}


def title_of(tag: str) -> str:
    """The act a tag stands for, in the words of the pages."""
    return TITLES.get(tag, tag)
