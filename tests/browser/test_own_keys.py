"""Making one's keys and changing their passphrase in a real Chromium; and the administrator's page of a person."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from chromium import Hall, open_hall
from playwright.async_api import Browser

from app.roles import ROLE_PERMISSIONS
from app.settings import Settings
from identity import queries
from identity.actor import system_actor
from identity.operations.register_person import NewPerson, register_person
from identity.roles import Role
from identity.sessions import use_role_permissions
from sealing.errors import SealError
from sealing.keybox import unwrap_keys

pytestmark = pytest.mark.browser

PASSWORD = "a-long-password-2026"
FIRST, SECOND = "一个足够长足够长的密钥口令", "another passphrase, long enough"


@pytest.fixture
async def hall(settings: Settings, chromium: Browser, site: str) -> AsyncIterator[Hall]:
    store = urlsplit(settings.s3_public_endpoint)
    async with open_hall(chromium, base_url=site, store_origin=f"{store.scheme}://{store.netloc}") as opened:
        yield opened
    assert opened.troubles == []


async def enter(role: Role, *, now: datetime) -> tuple[Any, str]:
    use_role_permissions(ROLE_PERMISSIONS)
    name = f"own-{secrets.token_hex(5)}"
    founder = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])
    new = NewPerson(sign_in_name=name, name="自管人", password=PASSWORD, roles=(role,))
    return await register_person(actor=founder, new=new, now=now), name


async def test_keys_are_made_and_put_under_another_passphrase(hall: Hall, now: datetime) -> None:
    person_id, name = await enter(Role.BIDDER, now=now)
    seat = await hall.person(name, password=PASSWORD)
    await seat.goto("/account/keys")
    await seat.fill(passphrase=FIRST, again=FIRST)
    await seat.page.get_by_role("button", name="生成密钥").click()
    await seat.page.wait_for_url("**/account?done=keys")
    await seat.look()
    box = await queries.key_box_of(person_id)
    assert box is not None
    keys = unwrap_keys(box.wrapped, passphrase=FIRST)

    await seat.follow("修改密钥口令")
    await seat.look()
    await seat.fill(old_passphrase="not the passphrase", passphrase=SECOND, again=SECOND)
    await seat.page.get_by_role("button", name="修改口令").click()
    await seat.page.get_by_text("当前口令不正确").wait_for()
    await seat.fill(old_passphrase=FIRST, passphrase=SECOND, again=SECOND)
    await seat.page.get_by_role("button", name="修改口令").click()
    await seat.page.wait_for_url("**/account?done=passphrase")
    anew = await queries.key_box_of(person_id)
    assert anew is not None
    assert unwrap_keys(anew.wrapped, passphrase=SECOND) == keys
    with pytest.raises(SealError):
        unwrap_keys(anew.wrapped, passphrase=FIRST)


async def test_an_administrator_resets_a_password_and_the_person_sets_a_new_one(
    hall: Hall, now: datetime
) -> None:
    person_id, name = await enter(Role.EXPERT, now=now)
    _, admin_name = await enter(Role.ADMINISTRATOR, now=now)
    admin = await hall.person(admin_name, password=PASSWORD)
    await admin.goto(f"/people/{person_id}")
    await admin.look()
    await admin.confirm("重置密码")
    await admin.look()
    one_time = await admin.page.locator("dd").first.inner_text()
    person = await hall.person(name, password=one_time)
    await person.goto("/account")
    await person.reads("请先在下方设置新密码")
    await person.look()
    await person.fill(present=one_time, password="a new long password")
    await person.press("修改密码")
    await person.reads("密码已修改")
    await admin.goto(f"/people/{person_id}")
    await admin.confirm("停用")
    await admin.reads("其登录已全部结束")
    await person.goto("/account")
    assert "/sign-in" in person.page.url
