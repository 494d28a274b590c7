"""People at their browsers: a real Chromium that is watched while they work.

`Hall` is the browser with everybody's separate contexts; `Seat` is one person's page. Every look at a page asks
what any page of the platform owes its reader: one heading, a language, named controls, no sideways scrolling on a
phone. What goes wrong behind the page (console, policy, strangers' hosts, failed requests) is collected and told at
the end. Not for: what a page should say; that is the test's.

Pictures of every page looked at are kept in the folder `PICTURES`, when that variable is set.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Dialog, Page, Playwright, Response, expect
from playwright.async_api import Error as PlaywrightError

from app.demo.accounts import PASSWORD

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LIGHT = "chromium-headless-shell"  # Debian's, which never had a window; a third of the work
WINDOWED = ("chromium", "chromium-browser", "google-chrome")
WIDE = {"width": 1366, "height": 900}
PHONE = {"width": 360, "height": 740}
PATIENCE_MS = 30_000
_LOCAL_SCHEMES = ("data", "blob", "about")
# Chromium's own word for a failed request, which the response has told already.
_ECHO = "Failed to load resource"
# How a navigation tells that the page went elsewhere by itself meanwhile.
_INTERRUPTED = ("ERR_ABORTED", "interrupted by another navigation")

TELL_POLICY = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}`));
"""

# What every page owes its reader; gives sentences.
OWED = """
() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const named = (element) =>
    (element.getAttribute("aria-label") ?? "").trim() || element.hasAttribute("aria-labelledby");
  const words = (element) => element.textContent.trim() || element.querySelector("img[alt]:not([alt=''])");
  const short = (element) => element.outerHTML.slice(0, 160);
  const faults = [];
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen);
  const first = headings.filter((heading) => heading.matches("h1"));
  if (first.length !== 1) faults.push(`${first.length} h1: ${first.map((heading) => heading.textContent.trim())}`);
  let level = 0;
  for (const heading of headings) {
    const here = Number(heading.tagName[1]);
    if (here > level + 1) faults.push(`h${level} is followed by h${here}: ${heading.textContent.trim()}`);
    level = here;
  }
  if (document.documentElement.lang !== "zh-CN") faults.push(`lang is ${document.documentElement.lang}`);
  if (!document.title.trim()) faults.push("no title");
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main");
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const labels = [...(control.labels ?? [])].some((label) => label.textContent.trim());
    if (!labels && !named(control)) faults.push(`no label: ${short(control)}`);
  }
  for (const button of document.querySelectorAll("button, summary, a[href]")) {
    if (!words(button) && !named(button)) faults.push(`no name: ${short(button)}`);
  }
  for (const image of document.querySelectorAll("img:not([alt])")) faults.push(`no alt: ${short(image)}`);
  for (const part of document.querySelectorAll("svg[role=img]")) {
    if (!named(part) && !part.querySelector("title")) faults.push(`no name: ${short(part)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`id twice: ${id}`);
  for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby]")) {
    const named = [element.getAttribute("aria-describedby"), element.getAttribute("aria-labelledby")];
    for (const id of named.join(" ").split(" ")) {
      if (id && !document.getElementById(id)) faults.push(`refers to no element: #${id}`);
    }
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.querySelector("th")) faults.push(`table without heads: ${short(table)}`);
  }
  return faults;
}
"""

# What sticks out of a narrow page, if it scrolls sideways.
STICKS_OUT = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (frame) => /auto|scroll|hidden/.test(getComputedStyle(frame).overflowX);
  const inside = (element) => {
    for (let frame = element.parentElement; frame && frame !== document.body; frame = frame.parentElement) {
      if (scrolls(frame)) return true;
    }
    return false;
  };
  const end = (element) => Math.round(element.getBoundingClientRect().right);
  return [...document.body.querySelectorAll("*")]
    .filter((element) => end(element) > width + 1 && !inside(element))
    .map((element) => `${element.outerHTML.slice(0, 120)} ends at ${end(element)}`).slice(0, 6);
}
"""


@dataclass(kw_only=True)
class Seat:
    """One person's page. `troubles` is shared by the whole hall."""

    page: Page
    who: str
    troubles: list[str]
    pictures: Path | None = None
    _expected: set[int] = field(default_factory=set)

    def watch(self, allowed: frozenset[str]) -> None:
        """Collect what goes wrong behind the page; `allowed` are the origins that may be asked."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._trouble(f"script failed: {error}"))
        self.page.on("response", self._answered)
        self.page.on("request", lambda request: self._asked(request.url, allowed))
        self.page.on("dialog", self._was_asked)

    @contextmanager
    def refused(self, status: int = 422) -> Iterator[None]:
        """Inside, answers with this status are what the test wants."""
        self._expected.add(status)
        try:
            yield
        finally:
            self._expected.discard(status)

    async def goto(self, path: str) -> Page:
        """Open a page by its address and look at it."""
        await self.open(path)
        await self.look()
        return self.page

    async def open(self, path: str) -> None:
        """Open a page by its address; again if the page that was open chose this moment to load itself anew."""
        try:
            await self.page.goto(path)
        except PlaywrightError as error:
            if not any(words in error.message for words in _INTERRUPTED):
                raise
            await self.page.goto(path)

    async def follow(self, name: str, *, exact: bool = True) -> Page:
        """Follow the first link of this name in the page's text and look at where it leads."""
        await self.page.locator("main").get_by_role("link", name=name, exact=exact).first.click()
        await self.page.wait_for_load_state()
        await self.look()
        return self.page

    async def press(self, name: str) -> Page:
        """Press the visible button of this name and look at where it leads."""
        await self.page.get_by_role("button", name=name, exact=True).first.click()
        await self.page.wait_for_load_state()
        await self.look()
        return self.page

    async def confirm(self, name: str, *, agree: str = "我已核对，确认办理") -> Page:
        """Open a confirmation, then agree to what it says."""
        asked = self.page.locator("details.confirm").filter(
            has=self.page.locator("summary", has_text=re.compile(f"^{re.escape(name)}$"))
        )
        await asked.locator("summary").first.click()
        await asked.get_by_role("button", name=agree, exact=True).click()
        await self.page.wait_for_load_state()
        await self.look()
        return self.page

    async def fill(self, **fields: str) -> None:
        """Type into fields by their names (`__` for `-`)."""
        for name, value in fields.items():
            await self.page.fill(f"main [name='{name.replace('__', '-')}']", value)

    async def tab_to(self, selector: str, *, most: int = 60) -> None:
        """Reach an element with the Tab key alone."""
        for _ in range(most):
            if await self.page.evaluate(
                "(wanted) => document.activeElement?.matches(wanted) ?? false", selector
            ):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    async def reads(self, *texts: str) -> None:
        """The page says this, at the latest after a while."""
        for text in texts:
            await expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE_MS)

    async def look(self) -> None:
        """What the page owes its reader, at a desk and on a phone; leaves the page at a desk."""
        for _ in range(3):
            try:
                await self._look()
            except PlaywrightError as error:
                if "navigation" not in error.message:
                    raise
            else:
                return
        raise AssertionError(f"{self.who} cannot look at {self.page.url}: it is always being loaded anew")

    async def _look(self) -> None:
        """A live page may load itself anew meanwhile."""
        await self.page.wait_for_load_state()
        where = f"{self.who} at {urlsplit(self.page.url).path}"
        owed = [f"{where}: {fault}" for fault in await self.page.evaluate(OWED)]
        await self._picture("1366")
        await self.page.set_viewport_size(PHONE)
        stuck = await self.page.evaluate(STICKS_OUT)
        await self._picture("360")
        await self.page.set_viewport_size(WIDE)
        self.troubles += owed
        if stuck:
            self.troubles.append(f"{where}: scrolls sideways at 360 px: {stuck}")

    async def _picture(self, width: str) -> None:
        if self.pictures is None:
            return
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", urlsplit(self.page.url).path)
        number = len(list(self.pictures.glob("*-1366.png"))) + (width == "1366")
        name = f"{number:03d}-{self.who}-{path.strip('/').replace('/', '_') or 'home'}-{width}.png"
        await self.page.screenshot(path=self.pictures / name, full_page=True)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_ECHO):
            self._trouble(f"console {message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self._trouble(f"{response.status} from {response.request.method} {response.url}")

    def _asked(self, url: str, allowed: frozenset[str]) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _LOCAL_SCHEMES and f"{parts.scheme}://{parts.netloc}" not in allowed:
            self._trouble(f"asked a stranger: {url}")

    async def _was_asked(self, dialog: Dialog) -> None:
        """Whoever leaves a half-written form is asked, and here always goes; nothing else may ask."""
        if dialog.type != "beforeunload":
            self._trouble(f"dialog: {dialog.message}")
        await dialog.accept()

    def _trouble(self, what: str) -> None:
        self.troubles.append(f"{self.who} at {urlsplit(self.page.url).path}: {what}")


@dataclass(kw_only=True)
class Hall:
    """One Chromium with a context of their own for everybody in it."""

    browser: Browser
    base_url: str
    store_origin: str
    pictures: Path | None = None
    troubles: list[str] = field(default_factory=list)
    _seats: dict[str, Seat] = field(default_factory=dict)

    async def stranger(self, who: str = "public") -> Seat:
        """Somebody who has not signed in; the same one for the same name."""
        if who not in self._seats:
            context = await self.browser.new_context(
                base_url=self.base_url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=WIDE
            )
            await context.add_init_script(TELL_POLICY)
            context.set_default_timeout(PATIENCE_MS)
            seat = Seat(
                page=await context.new_page(), who=who, troubles=self.troubles, pictures=self.pictures
            )
            seat.watch(frozenset({self.base_url, self.store_origin}))
            self._seats[who] = seat
        return self._seats[who]

    async def person(self, sign_in_name: str, *, password: str = PASSWORD) -> Seat:
        """Somebody signed in, in a context of their own; signs in the first time."""
        is_new = sign_in_name not in self._seats
        seat = await self.stranger(sign_in_name)
        if is_new:
            await seat.page.goto("/sign-in")
            await seat.fill(sign_in_name=sign_in_name, password=password)
            await seat.page.locator("main").get_by_role("button", name="登录").click()
            await seat.page.wait_for_url(lambda url: "/sign-in" not in url)
        return seat

    async def close(self) -> None:
        """Everybody's windows."""
        for seat in self._seats.values():
            await seat.page.context.close()


@asynccontextmanager
async def open_hall(browser: Browser, *, base_url: str, store_origin: str) -> AsyncIterator[Hall]:
    """Everybody in it leaves at the end."""
    folder = os.environ.get("PICTURES")
    pictures = Path(folder) if folder else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    hall = Hall(browser=browser, base_url=base_url, store_origin=store_origin, pictures=pictures)
    yield hall
    await hall.close()


async def launch(playwright: Playwright, *, names: tuple[str, ...] = (LIGHT, *WINDOWED)) -> Browser:
    """The first Chromium of these names that is installed."""
    found = next(filter(None, (shutil.which(name) for name in names)))
    return await playwright.chromium.launch(executable_path=found, args=FLAGS)
