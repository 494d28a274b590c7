"""What experts do in the evaluation, one act each. Not for: checking what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import ROUND_HALF_UP, Decimal

from chromium import Hall, Seat
from playwright.async_api import expect

from app.demo.accounts import PASSWORD

# Whom a lot's draw has called: on the pages only the experts themselves can see it.
CALLED = """
SELECT person.sign_in_name FROM expert_pool_draw draw
JOIN expert_pool_seat seat ON seat.draw = draw.id AND seat.state = 'invited'
JOIN expert_pool_expert expert ON expert.id = seat.expert
JOIN identity_person person ON person.id = expert.person
WHERE draw.lot = $1 ORDER BY seat.number
"""


async def all_at_once(hall: Hall, experts: list[str], act: Callable[[Seat], Awaitable[None]]) -> None:
    """Every expert does the same, each at a desk of their own."""
    await asyncio.gather(*[act(await hall.person(name)) for name in experts])


async def accept_invitation(expert: Seat) -> None:
    """From the desk; whose project it is stays unsaid, which the caller checks."""
    await expert.goto("/desk")
    await expert.follow("评审邀请", exact=False)
    await expert.press("接受邀请")


async def enter(expert: Seat, *, project: str) -> None:
    """From the desk into the room; whose `project` it is stays unsaid until then."""
    await expert.goto("/desk")
    assert project not in await expert.page.inner_text("main")
    await expert.follow("评审（项目签到后显示）", exact=False)
    await expert.press("签到进入评审室")


async def declare(expert: Seat, *, session: str) -> None:
    """No conflict with any bidder."""
    await expert.goto(f"/evaluations/{session}")
    await expert.press("我声明无上述回避情形")


async def vote_for_number_one(expert: Seat, *, session: str) -> None:
    """As leader."""
    await expert.goto(f"/evaluations/{session}")
    await expert.page.get_by_label("评委1").check()
    await expert.press("投票")


async def leads(expert: Seat, *, session: str) -> bool:
    """Whether the room says so."""
    await expert.open(f"/evaluations/{session}")
    return "（组长）" in await expert.page.inner_text(".page-head")


async def find_compliant(expert: Seat) -> None:
    """The opinion on the bid that is open."""
    await expert.page.get_by_label("符合", exact=True).check()
    await expert.press("提交意见")


async def score_everything(
    expert: Seat, *, session: str, quality: dict[str, int], seat_number: int, by_keyboard: bool
) -> None:
    """Every bid's marks, saved, then looked over and locked."""
    await expert.goto(f"/evaluations/{session}")
    for bidder, hundredths in quality.items():
        await turn_to(expert, bidder)
        marks = await marks_for(expert, quality=hundredths, seat_number=seat_number)
        await (_score_by_keyboard if by_keyboard else _score_by_mouse)(expert, marks)
    await expert.look()
    await expert.follow("核对并锁定评分")
    await expert.confirm("锁定评分", agree="我已核对，锁定评分")


async def sign(expert: Seat, *, session: str) -> None:
    """The report, with the password once more."""
    await expert.goto(f"/evaluations/{session}")
    await expert.fill(password=PASSWORD)
    await expert.press("签署评标报告")
    await expert.reads("您已签署")


async def turn_to(expert: Seat, bidder: str) -> None:
    """That bidder's documents and form in the room."""
    await expert.page.locator(".room-bids").get_by_role("link", name=bidder).click()
    await expert.page.wait_for_load_state()


async def read_a_document(expert: Seat) -> None:
    """A text of the bid in the middle pane."""
    await expert.page.locator("[data-document][data-media='text/plain']").first.click()
    await expect(expert.page.locator("[data-reader] pre")).to_contain_text("营业执照")
    await expert.look()


async def marks_for(expert: Seat, *, quality: int, seat_number: int) -> list[str]:
    """Objective criteria alike for all; subjective ones differ a little from seat to seat; in half points."""
    marks = []
    for criterion in await expert.page.locator("[data-criterion]").all():
        most = Decimal(await criterion.locator("[data-points]").get_attribute("data-max") or "0")
        part = Decimal(quality) / 100
        if "主观" in await criterion.inner_text():
            part += Decimal(seat_number - 2) / 100
        marks.append(str((most * part * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2))
    return marks


async def _score_by_keyboard(seat: Seat, marks: list[str]) -> None:
    """One bid's marks, Enter leading from one to the next and to the button that saves."""
    await seat.tab_to("[data-points]")
    for mark in marks:
        await seat.page.keyboard.type(mark)
        await seat.page.keyboard.press("Enter")
    assert await seat.page.evaluate("document.activeElement.matches('button[type=submit]')")
    await seat.page.keyboard.press("Enter")
    await expect(seat.page.locator("[data-saved]")).to_contain_text("已保存")


async def _score_by_mouse(seat: Seat, marks: list[str]) -> None:
    """One bid's marks, field by field."""
    fields = await seat.page.locator("[data-points]").all()
    for field, mark in zip(fields, marks, strict=True):
        await field.fill(mark)
    await seat.page.get_by_role("button", name="保存评分").click()
    await expect(seat.page.locator("[data-saved]")).to_contain_text("已保存")
