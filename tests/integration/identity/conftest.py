"""What roles may do, as on the platform."""

from __future__ import annotations

import pytest

from app.roles import ROLE_PERMISSIONS
from identity.sessions import use_role_permissions


@pytest.fixture(autouse=True)
def role_permissions() -> None:
    use_role_permissions(ROLE_PERMISSIONS)
