"""Acts that stand beside one another are kept apart, in a line and where the line wraps."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import PHONE, WIDE
from playwright.async_api import Page

pytestmark = pytest.mark.browser

STYLES = Path(__file__).parents[2] / "web" / "static"
LEAST_GAP = 8
# As the pages' macro writes them: nothing stands between two.
ACT = (
    '<details class="confirm"><summary class="button button-grave">{}</summary>'
    '<div class="confirm-body"><h3>核对</h3><p>后果</p></div></details>'
)
LABELS = ("确定中标供应商", "认定其不能中标", *(f"更换专家{number}" for number in range(1, 6)))
GAPS = """
() => {
  const boxes = [...document.querySelectorAll("summary")].map((one) => one.getBoundingClientRect());
  return boxes.flatMap((a, i) => boxes.slice(i + 1).map((b) =>
    Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom)));
}
"""


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("around", ["section", 'div class="actions"'])
async def test_several_acts_keep_a_gap(page: Page, screen: dict[str, int], around: str) -> None:
    await page.set_viewport_size(screen)  # type: ignore[arg-type]
    styles = "".join((STYLES / name).read_text(encoding="utf-8") for name in ("tokens.css", "components.css"))
    acts = "".join(ACT.format(label) for label in LABELS)
    await page.set_content(f"<style>{styles}</style><main><{around}>{acts}</{around.split()[0]}></main>")
    gaps = await page.evaluate(GAPS)
    assert len(gaps) == len(LABELS) * (len(LABELS) - 1) // 2
    assert min(gaps) >= LEAST_GAP
    await page.locator("summary").nth(1).click()
    assert min(await page.evaluate(GAPS)) >= LEAST_GAP
