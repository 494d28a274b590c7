"""What a list is narrowed down by is told by its struct: label, bounds, and what was typed comes back in its field."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from identity.roles import Role

HTML = {"accept": "text/html,application/xhtml+xml"}
LISTS = [
    (Role.ADMINISTRATOR, "/people", "q", "姓名、登录名或单位", 200),
    (Role.CENTRE_STAFF, "/experts", "q", "姓名、编号或工作单位", 200),
    (None, "/notices", "q", "关键词", 200),
]


@pytest.mark.parametrize(("role", "path", "name", "label", "most"), LISTS)
async def test_a_filter_is_called_and_bounded_by_its_struct(
    client: httpx.AsyncClient, sign_in: Any, role: Role | None, path: str, name: str, label: str, most: int
) -> None:
    if role is not None:
        await sign_in(role)
    shown = await client.get(path, params={name: "没有这样的一项"}, headers=HTML)
    assert shown.status_code == 200
    assert f'<label class="field-label" for="f-{name}">{label}</label>' in shown.text
    field = shown.text.partition(f'id="f-{name}"')[2].partition(">")[0]
    assert 'value="没有这样的一项"' in field
    assert f'maxlength="{most}"' in field


@pytest.mark.parametrize(
    ("role", "path"), [(Role.ADMINISTRATOR, "/people?q="), (Role.AGENCY, "/desk/projects?state=")]
)
async def test_what_is_too_long_is_refused_and_nonsense_is_not(
    client: httpx.AsyncClient, sign_in: Any, role: Role, path: str
) -> None:
    await sign_in(role)
    assert (await client.get(f"{path}nonsense", headers=HTML)).status_code == 200
    refused = await client.get(f"{path}{'x' * 201}", headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (422, "form-invalid")
    assert "最多" in next(iter(refused.json()["errors"].values()))["message"]
