"""Where the data may be, who has it, and what it remembers."""

import os
import shutil
import socket
import stat
from collections import namedtuple
from pathlib import Path

import pytest

from app.embedded import CannotStart, DataFolder, Ports
from app.embedded.folder import default_data_dir
from app.embedded.ports import is_free

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
NOT_AS_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    prepared = DataFolder(tmp_path / "data")
    prepared.prepare()
    return prepared


def test_one_process_at_a_time_has_the_folder(folder: DataFolder) -> None:
    lock = folder.hold()
    with pytest.raises(CannotStart, match=f"in use by process {os.getpid()}"):
        folder.hold()
    lock.release()
    folder.hold().release()


def test_passwords_and_ports_are_remembered_and_private(folder: DataFolder) -> None:
    first = folder.recall(wanted=None)
    assert folder.recall(wanted=None) == first
    assert stat.S_IMODE(folder.remembered.stat().st_mode) == 0o600


def test_a_remembered_port_that_is_taken_is_replaced(folder: DataFolder) -> None:
    _, before = folder.recall(wanted=None)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", before.postgresql))
        other.listen()
        assert not is_free(before.postgresql)
        _, after = folder.recall(wanted=None)
    assert after.postgresql != before.postgresql
    assert after.valkey == before.valkey


def test_free_ports_are_all_different() -> None:
    ports = Ports.free()
    numbers = [getattr(ports, name) for name in Ports.__dataclass_fields__] + [ports.weed_admin_grpc]
    assert len(set(numbers)) == len(numbers)


def test_a_damaged_memory_is_told_and_not_overwritten(folder: DataFolder) -> None:
    folder.recall(wanted=None)
    folder.remembered.write_text("{")
    with pytest.raises(CannotStart, match="damaged"):
        folder.recall(wanted=None)
    assert folder.remembered.read_text() == "{"


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(CannotStart, match="not a folder"):
        DataFolder(tmp_path / "data").prepare()


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - the shape of shutil's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 2**20, 2**20))
    with pytest.raises(CannotStart, match="1 MB left"):
        DataFolder(tmp_path / "data").prepare()


@NOT_AS_ROOT
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotStart, match="not writable"):
        DataFolder(tmp_path / "data").prepare()


@AS_ROOT
def test_root_is_told_of_a_folder_that_postgresqls_user_cannot_reach(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(CannotStart, match="nobody"):
        DataFolder(closed / "data").refuse_if_closed_to_nobody()


@AS_ROOT
def test_roots_default_moves_out_of_a_closed_project(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert default_data_dir(closed).parent == Path("/var/lib")


@NOT_AS_ROOT
def test_the_default_is_beside_the_project(tmp_path: Path) -> None:
    assert default_data_dir(tmp_path) == tmp_path / ".data"
