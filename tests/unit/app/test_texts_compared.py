"""A text somebody brings beside the platform's own: whole, part, or where they part first."""

from __future__ import annotations

import pytest

from app.transparency.comparing import whole_or_part

HEAD = (
    "某单位实验用品采购中标结果公告",
    "公告编号510116-2026-00011-02",
    "发布时间2026年11月29日9时",
    "第1版",
)
NAMES = (*HEAD[:2], "510116-2026-00011-02")
FOOT = ("某市综合行政执法局", "某招标代理有限公司", "2026年11月29日")
BODY = (
    "一、项目编号510116-2026-00011二、中标信息供应商成都山河空间信息技术有限公司中标金额399,000.00元"
    "三、主要标的信息名称实验用品一批数量壹批服务期限自合同签订之日起三年"
    "四、评审专家名单张三、李四、王五五、公告期限自本公告发布之日起1个工作日"
)
PAGE = "".join((*HEAD, BODY, *FOOT))


def compared(theirs: str) -> tuple[bool, str]:
    points = whole_or_part(theirs, mine=BODY, names=NAMES, pages=(PAGE,), above=HEAD, below=FOOT)
    return all(point.holds for point in points), "".join(f"{point.text}{point.note}" for point in points)


def test_every_excerpt_of_the_page_is_a_part_of_it_wherever_it_begins_and_ends() -> None:
    for start in range(len(PAGE) - 12):
        for end in (start + 12, start + 30, start + 70, len(PAGE)):
            holds, told = compared(PAGE[start:end])
            assert holds, (PAGE[start:end], told)
            assert told


@pytest.mark.parametrize("before", ["", *NAMES, "".join(HEAD[:2])])
@pytest.mark.parametrize("after", ["", *NAMES, "".join(HEAD[:2])])
def test_the_names_of_a_document_may_stand_before_or_after_any_excerpt_of_it(before: str, after: str) -> None:
    for start in range(len("".join(HEAD[:2])), len(PAGE) - 12):
        for end in (start + 12, start + 30, len(PAGE) - 5, len(PAGE)):
            excerpt = PAGE[start : max(end, start + 12)]
            holds, told = compared(before + excerpt + after)
            assert holds, (before, excerpt, after, told)
            assert told


def test_the_names_of_a_document_vouch_for_nothing_that_was_put_into_it() -> None:
    excerpt, claim = BODY[: BODY.index("三、")], "（中标供应商已变更为某某公司）"
    for name in NAMES:
        for forged in (
            f"{name}{claim}{excerpt}",
            f"{claim}{name}{excerpt}",
            f"{excerpt}{claim}{name}",
            f"{excerpt}{name}{claim}",
            f"{name}{excerpt.replace('399,000', '899,000')}{name}",
            f"{name}{excerpt[:-20]}{FOOT[1]}{excerpt[-20:]}",
            f"{excerpt[:-20]}{name}{excerpt[-20:]}",
            f"{name}{excerpt}{FOOT[1]}",
        ):
            assert not compared(forged)[0], forged


def test_what_stands_around_is_not_taken_out_of_the_middle() -> None:
    for piece in (*HEAD, *FOOT):
        at = BODY.index("中标金额")
        holds, _ = compared(BODY[: at - 2] + piece + BODY[at - 2 :])
        assert not holds, piece


def test_what_stands_around_vouches_for_no_excerpt_it_is_put_to() -> None:
    excerpt = BODY[BODY.index("中标金额") : BODY.index("三、")]
    for tenderer_or_agency in FOOT[:2]:
        assert not compared(f"{tenderer_or_agency}{excerpt}")[1].startswith("是平台")
        assert not compared(f"{excerpt}供应商{tenderer_or_agency}")[1].startswith("是平台")
        assert compared("".join((*HEAD, BODY, *FOOT)))[0]
    assert not compared("".join((FOOT[1], BODY)))[0]


def test_the_first_difference_is_told_and_the_next_ones_after_it() -> None:
    altered = BODY.replace("399,000.00", "899,000.00").replace("三年", "二年").replace("王五", "赵六")
    holds, told = compared("".join((*HEAD, altered, *FOOT)))
    assert not holds
    amount, term, member = (told.index(f"所提交的为“{brought}") for brought in ("899,000.00", "二年", "赵六"))
    assert amount < term < member
    assert "平台所存为“399,000.00" in told


def test_a_phrase_the_text_repeats_is_compared_at_its_own_place() -> None:
    rows = [f"序号{n}投标人名称和统一社会信用代码第{n}号供应商有限责任公司" for n in range(9)]
    mine = "".join(rows)
    theirs = "".join(rows[4:]).replace("第7号", "第甲号")
    [point] = whole_or_part(theirs, mine=mine)
    assert point.note is not None
    assert point.note.count("平台所存为") == 1
    assert "平台所存为“7号" in point.note


def test_another_text_is_not_compared() -> None:
    assert compared("请问这个项目什么时候开标？我公司想参加，请告知联系人和电话，谢谢。") == (True, "")
