"""The evaluation's cast lives beside its integration tests."""

import sys
from pathlib import Path

import httpx
import pytest

TESTS = Path(__file__).parents[2]
for folder in (
    "factories",
    "integration/trading",
    "integration/expert_pool",
    "integration/evaluation",
    "web/evaluation",
):
    sys.path.insert(0, str(TESTS / folder))

from becoming import Browser  # noqa: E402 — found through the path above
from evaluation_cast import PASSWORD  # noqa: E402

from app.roles import ROLE_PERMISSIONS  # noqa: E402
from identity.passwords import hash_password  # noqa: E402
from identity.sessions import use_role_permissions  # noqa: E402


@pytest.fixture(autouse=True)
def role_permissions() -> None:
    use_role_permissions(ROLE_PERMISSIONS)


@pytest.fixture(scope="module")
async def password_hash() -> str:
    return await hash_password(PASSWORD)


@pytest.fixture
def browser(client: httpx.AsyncClient, password_hash: str) -> Browser:
    return Browser(client, password_hash)
