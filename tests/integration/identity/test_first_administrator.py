"""A new instance has nobody in it: who holds the machine enters the first administrator, once."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime

import pytest
from ready import database_of
from run_servers import PROJECT, with_path

from app.roles import ROLE_PERMISSIONS
from app.settings import Settings
from core.errors import Conflict
from identity.operations.enter_first_administrator import enter_first_administrator
from identity.operations.register_person import PersonEntry
from identity.operations.sign_in import Credentials, sign_in
from identity.roles import Role
from identity.sessions import load_actor, use_role_permissions
from storage import audit
from storage.database import spawn


def entry(name: str) -> PersonEntry:
    return PersonEntry(sign_in_name=name, name="陈立", roles=(Role.ADMINISTRATOR,))


async def test_of_ten_at_once_one_is_entered_and_then_nobody(fresh_database: str, now: datetime) -> None:
    tries = [spawn(enter_first_administrator(entry=entry(f"first-{n}"), now=now)) for n in range(10)]
    said = await asyncio.gather(*tries, return_exceptions=True)
    assert Counter(getattr(one, "code", "made") for one in said) == {"made": 1, "administrator-exists": 9}
    with pytest.raises(Conflict, match="administrator-exists"):
        await enter_first_administrator(entry=entry("another"), now=now)
    entries = await audit.public_entries(limit=10)
    assert [one.facts for one in entries if one.facts and "person" in one.facts.tag] == []


async def test_the_command_tells_a_password_that_serves_to_set_ones_own(
    fresh_database: str, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_role_permissions(ROLE_PERMISSIONS)
    monkeypatch.setenv("DATABASE_URL", with_path(settings.database_url, database_of(fresh_database)))
    done = command("chenli", "陈立")
    assert done.returncode == 0, done.stderr
    found = re.search(r"with ([a-z0-9-]{19}) before", done.stdout)
    assert found is not None
    signed = await sign_in(credentials=Credentials(sign_in_name="chenli", password=found[1]), now=now)
    actor = await load_actor(signed.person_id)
    assert actor is not None
    assert Role.ADMINISTRATOR in actor.roles
    again = command("another", "李四")
    assert (again.returncode, again.stdout) == (2, "")
    assert "administrator-exists" in again.stderr


@pytest.mark.parametrize(
    ("sign_in_name", "name", "said"),
    [
        ("x", "陈立", "sign_in_name: 登录名为3至60位"),
        ("chen li", "陈立", "sign_in_name: 登录名为3至60位"),
        ("chenli", "\u200b", "name: 请填写“姓名”"),
    ],
)
def test_what_is_no_name_is_refused_in_a_sentence(
    fresh_database: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    sign_in_name: str,
    name: str,
    said: str,
) -> None:
    monkeypatch.setenv("DATABASE_URL", with_path(settings.database_url, database_of(fresh_database)))
    done = command(sign_in_name, name)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith(said)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "administrator", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
