"""The pages of a project of several lots on a phone: nothing scrolls sideways, each title is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from factories import trading_cast
from factories.bidding_cast import PASSWORD
from factories.project_lots import announced, determined, evaluated, of_lot, with_three_lots
from litestar import Litestar
from playwright.async_api import Browser
from test_pages_on_a_phone import faults_of, opened

from app.roles import ROLE_PERMISSIONS
from app.settings import Settings
from identity.actor import Actor
from identity.passwords import hash_password
from identity.sessions import use_role_permissions
from identity.tables import Person
from storage.clock import platform_now
from trading.notices.operations.publish_award import publish_award
from trading.notices.operations.publish_notice import publish_notice
from trading.projects.operations.edit_draft import put_basics
from trading.projects.operations.move_lot import close_bidding, fail_lot
from trading.projects.queries.drafts import basics_of, lots_of, project_by_no
from trading.projects.queries.lots import any_lot, lot_view

pytestmark = pytest.mark.browser


async def name_of(actor: Actor) -> str:
    """Lets the actor sign in; gives the sign-in name."""
    use_role_permissions(ROLE_PERMISSIONS)
    hashed = await hash_password(PASSWORD)
    await Person.update({Person.password_hash: hashed}).where(Person.id == actor.person_id)
    row = await Person.select(Person.sign_in_name).where(Person.id == actor.person_id).first()
    assert row is not None
    return str(row["sign_in_name"])


async def warned_of(no: str) -> None:
    """The draft gets something that must be mended, and something that may stand with a reason."""
    project = await project_by_no(no)
    basics = basics_of(project=project, lots=await lots_of(project))
    particulars = msgspec.structs.replace(basics.particulars, payment_days=45, standardised=True)
    put_basics(project=project, basics=replace(basics, particulars=particulars))
    await project.save()


async def test_pages_of_a_project_of_several_lots_fit_a_phone(
    chromium: Browser, application: Litestar, settings: Settings, database: None
) -> None:
    cast, now = await trading_cast.make_cast(), await platform_now()
    draft = (await any_lot((await with_three_lots(cast, now))[0].id)).project_no
    await warned_of(draft)
    one = (await any_lot((await trading_cast.drafted(cast, now=now)).id)).project_no
    first, second, _ = await announced(cast, now)
    later = now + timedelta(hours=1)
    await close_bidding(lot_id=first.id, actor=trading_cast.SYSTEM, now=later)
    await fail_lot(lot_id=first.id, actor=cast.host, reason="投标人不足3家", now=later)
    await publish_notice(actor=trading_cast.SYSTEM, notice_id=(await of_lot(first)).id, now=later)
    await evaluated(cast, second, now=later)
    await determined(cast, second, now=later)
    await publish_award(actor=trading_cast.SYSTEM, notice_id=(await of_lot(second)).id, now=later)
    view = await lot_view(second.id)
    public = [
        (f"/projects/{view.project_no}", view.project_name),
        (f"/projects/{view.project_no}/lots/1", "第1包"),
        (f"/projects/{view.project_no}/lots/2", "第2包"),
        *((f"/notices/{view.project_no}-{serial}", view.project_name) for serial in ("01", "02", "03")),
        ("/notices", "公告"),
    ]
    desk = [
        *((f"/desk/projects/{one}/{step}", title) for step, title in (("basics", "项目情况"), ("", ""))),
        *(
            (f"/desk/projects/{draft}/{step}", title)
            for step, title in (
                ("basics", "项目情况"),
                ("lots/2/scheme", "评审办法"),
                ("panel", "小组"),
                ("times", "时间安排"),
                ("documents", "招标文件"),
                ("documents/2", "投标人须知"),
                ("documents/text", "招标文件"),
                ("preview", "预览提交"),
                ("", ""),
            )
        ),
        ("/desk/projects", "项目"),
        (f"/desk/projects/{view.project_no}", view.project_name),
        (f"/desk/projects/{view.project_no}/lots/2/determination", "定标"),
        ("/desk", "工作台"),
    ]
    faults = []
    for name, pages in ((None, public), (await name_of(cast.agency), desk)):
        async with opened(chromium, application, settings, name=name) as page:
            for path, title in pages:
                faults += await faults_of(page, settings, path, title)
    assert faults == []
