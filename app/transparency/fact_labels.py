"""The facts of a log entry in the words of its lot's kind. The entry's own text, codes and all, stands below them.

A test holds that every fact an operation writes by name has a label here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.transparency.fact_codes import COUNTED, OTHER, words_of
from app.transparency.labels import EVERY_KIND, Kinds, labels_in
from core.canonical import Json
from trading.kinds import KINDS, Kind
from web.telling import exact_moment

FACT_TITLES: Mapping[str, str] = {
    "accepted": "是否认定合理",
    "account_employer": "账户所属单位",
    "action": "事项",
    "after": "更正后",
    "agreed": "是否同意更正",
    "amount": "{amount}（元）",
    "at": "时间",
    "at_fault": "责任方",
    "attempt": "第几次抽取",
    "avoided": "须回避的单位",
    "ballot": "推选轮次",
    "before": "更正前",
    "bid": "{offer}的平台编号",
    "bidder": "{bidder}",
    "bids": "{bidder}数",
    "bids_due_at": "{deadline}时间",
    "bids_read": "计入的{offer}",
    "body_sha256": "正文指纹",
    "calendar": "日历版本",
    "candidates": "候选专家（承诺值）",
    "candidates_hash": "名单指纹",
    "cause": "原因",
    "code": "编号",
    "commitment": "承诺值",
    "conflict": "是否有应当回避的情形",
    "criterion": "评审因素的平台编号",
    "days_off": "放假日",
    "days_worked": "上班的周末",
    "deemed": "是否视同确定",
    "determine_by": "{determination}的期限届满日",
    "document_sha256": "文件指纹",
    "documents_until": "{documents_until}",
    "draw": "抽取的平台编号",
    "duties": "参与方",
    "duty": "身份",
    "early_reason": "提前抽取的理由",
    "employer": "工作单位",
    "employments": "工作经历（条）",
    "evaluation_starts_at": "评审开始时间",
    "event": "变更",
    "consequence": "后果",
    "evidence_seq": "证据所在日志条目",
    "evidence_sha256": "证据指纹",
    "excluded": "回避与排除（按原因计数）",
    "explained": "是否说明",
    "factor": "时钟速率",
    "facts_sha256": "正文指纹",
    "failure": "未能解密的原因",
    "findings": "审查结论",
    "found": "核对结果",
    "from_state": "原状态",
    "ground": "法定情形",
    "host": "主持人",
    "hours": "小时数",
    "in_favour": "赞成人数",
    "kind": "类别",
    "late_reason": "逾期理由",
    "least": "法定最少数目",
    "length": "说明字数",
    "letters": "通知书",
    "lot": "{lot}的平台编号",
    "marks_sha256": "评分指纹",
    "max_per_unit": "同一单位最多人数",
    "member": "评委",
    "members": "评委",
    "name": "名称",
    "next_commitment": "递补者承诺值",
    "next_place": "递补次序",
    "notice_no": "公告编号",
    "officer": "{opening}人员",
    "officers": "{opening}人员",
    "ordinal": "序号",
    "panel": "{opening}小组",
    "panel_sha256": "{opening}小组指纹",
    "person": "人员代号",
    "place": "次序",
    "position": "序号",
    "price": "{price}（元）",
    "project_no": "项目编号",
    "provisional": "是否演练用",
    "rank": "排名",
    "reason": "理由",
    "reasons": "各项理由",
    "record_sha256": "正文指纹",
    "refused": "被拒份额数",
    "relatives": "近亲属关系（条）",
    "representatives": "{tenderer}代表人数",
    "result_sha256": "评审结果指纹",
    "role": "角色",
    "roles": "角色",
    "root": "{offer}根哈希",
    "round": "评分轮次",
    "sealing_public": "封装公钥",
    "seat": "席位",
    "seats": "席位",
    "secret": "秘密数",
    "seed": "抽取种子",
    "sequence": "第几次",
    "set_root": "集合根哈希",
    "shares": "份额",
    "shares_sha256": "份额指纹",
    "side": "责任方",
    "signing_public": "签名公钥",
    "size": "评审专家人数",
    "source": "来源",
    "specialities": "评审专业",
    "state": "状态",
    "skipped_seq": "所撤销的认定所在日志条目",
    "publish_by": "公告{result}结果的期限届满日",
    "statement": "说明",
    "template": "所用范本",
    "threshold": "开启所需人数",
    "ties": "并列及其处理",
    "title": "标题",
    "uscc": "统一社会信用代码",
    "verified": "相符份额数",
    "winner": "{winner}",
    "against": "反对人数",
    "committee": "{committee}",
    "compliant": "是否符合",
    "evaluated_price": "评审价格（元）",
    "no": "编号",
    "opened_by": "解密所用密钥",
    "order": "排定的次序",
    "party": "当事方",
    "pool": "并列者",
    "row": "数据库所载状态",
    "rule": "并列处理办法",
    "small_firm": "是否小微企业",
    "total": "总分",
    "what": "异常",
    "unnamed": "未列名的项数",
    "year": "年度",
    "revision": "版本",
    "documents_sha256": "{documents}指纹",
}

#: Where one kind of entry means something else by the same fact.
_TITLES_IN_ENTRIES: Mapping[tuple[str, str], str] = {
    ("bids:refuse-late", "code"): "拒收原因",
    ("trading:ranking:record", "bids"): "各{bidder}的{evaluation}结果",
    ("trading:letters:issue", "no"): "通知书编号",
}
#: What an entry has for every kind, and is told of those kinds alone that know it.
_OF_KINDS: Mapping[str, Callable[[Kind], object]] = {
    "evaluated_price": lambda kind: kind.method.committee,
    "total": lambda kind: kind.method.committee,
    "determine_by": lambda kind: kind.deciding.deemed_article,
}
#: Facts that name an organisation by its id alone.
ORGANISATIONS = frozenset({"bidder", "winner", "pool", "order"})
_ACTORS: Mapping[str, str] = {
    "system": "系统（到时自动办理）",
    "committee": "{committee}",
    "person": "人员",
    "bidder": "{bidder}",
    "evaluator": "评委",
}


def facts_told(
    facts: Mapping[str, Json],
    *,
    tag: str,
    kinds: Kinds = EVERY_KIND,
    names: Mapping[str, str] | None = None,
) -> list[tuple[str, str]]:
    """What an entry of `tag` states, line by line; facts without a label are left to the entry's own text.

    `names` are the names of the organisations it tells of by their ids.
    """
    return _Teller(tag=tag, kinds=kinds, names=names or {}).lines(facts)


def organisations_in(facts: Json) -> list[str]:
    """The ids an entry's facts name organisations by."""
    match facts:
        case Mapping():
            own = [value for key, value in facts.items() if key in ORGANISATIONS]
            named = [one for value in own for one in (value if isinstance(value, list) else [value])]
            return [str(one) for one in named if one] + organisations_in(list(facts.values()))
        case list():
            return [one for value in facts for one in organisations_in(value)]
        case _:
            return []


def actor_told(actor: str, *, kinds: Kinds = EVERY_KIND) -> str:
    """Who acted; people are pseudonyms in the log, and stay so here."""
    who, _, pseudonym = actor.partition(":")
    title = _ACTORS.get(who, "其他").format(**labels_in(kinds))
    return f"{title}（代号 {pseudonym}）" if pseudonym else title


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Says the values of an entry of `tag`, each by the fact it is a value of."""

    tag: str
    kinds: Kinds
    names: Mapping[str, str]

    def lines(self, facts: Mapping[str, Json]) -> list[tuple[str, str]]:
        labels = {fact: self._label(fact) for fact in facts}
        return [(label, self._told(fact, facts[fact])) for fact, label in labels.items() if label]

    def _label(self, fact: str) -> str:
        known = _OF_KINDS.get(fact)
        if known is not None and not any(known(KINDS[code]) for code in self.kinds):
            return ""
        title = _TITLES_IN_ENTRIES.get((self.tag, fact)) or FACT_TITLES.get(fact, "")
        return title.format(**labels_in(self.kinds))

    def _told(self, fact: str, value: Json) -> str:
        match value:
            case None:
                return "无"
            case bool():
                return "是" if value else "否"
            case str():
                return self._text(fact, value)
            case Mapping() if fact in COUNTED:
                words = words_of(fact, tag=self.tag, kinds=self.kinds) or {}
                counts = (f"{words.get(code, OTHER)} {count}" for code, count in value.items())
                return "，".join(counts) or "无"
            case Mapping():
                return "，".join(f"{label} {told}" for label, told in self.lines(value)) or _nameless(value)
            case list() | tuple():
                return "；".join(self._told(fact, item) for item in value) or _nameless(value)
            case _:
                return str(value)

    def _text(self, fact: str, text: str) -> str:
        words = words_of(fact, tag=self.tag, kinds=self.kinds)
        if words is not None and text:
            return words.get(text, OTHER)
        if fact in ORGANISATIONS and text in self.names:
            return f"{self.names[text]}（代号 {text}）"
        return _moment(text) or text or "无"


def _nameless(value: Collection[object]) -> str:
    """Of what holds nothing that has a label, whether it holds anything."""
    return "见本条原文" if value else "无"


def _moment(text: str) -> str:
    if len(text) < len("2026-01-01T00:00") or "T" not in text:
        return ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return f"{exact_moment(at)}（北京时间）" if at.tzinfo else ""
