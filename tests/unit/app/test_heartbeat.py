"""The signs of life: a file touched, a datagram to the service manager."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from app.embedded import DataFolder
from app.heartbeat import tell_service_manager, touch


def test_the_file_is_made_and_then_only_touched(tmp_path: Path) -> None:
    file = DataFolder(tmp_path).heartbeat
    touch(file)
    assert not file.exists()  # nobody looks where there is no folder for it
    file.parent.mkdir()
    touch(file)
    os.utime(file, (0, 0))
    touch(file)
    assert file.stat().st_mtime > 0
    assert file.stat().st_size == 0


def test_the_service_manager_hears_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    tell_service_manager()
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    tell_service_manager()  # nobody listens yet: no fault of ours
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(5)
        tell_service_manager()
        assert manager.recv(100) == b"WATCHDOG=1"
