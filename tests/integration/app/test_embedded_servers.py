"""The embedded servers: reachable with their passwords only, and the same after every start."""

import io
import json
import os
import shutil
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from minio import Minio
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError
from run_servers import new_folder

from app.embedded import CannotStart, ServerName, Servers, start_servers


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = new_folder("tianping-servers-")
    yield made / "data"
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def own(folder: Path) -> Iterator[Servers]:
    started = start_servers(folder)
    yield started
    started.stop()


def store(servers: Servers) -> Minio:
    return Minio(servers.s3_endpoint, servers.s3_access_key, servers.s3_secret_key, secure=False)


def answer(
    url: str, *, method: str = "GET", headers: dict[str, str] | None = None, data: bytes | None = None
) -> tuple[int, dict[str, str]]:
    request = urllib.request.Request(url, method=method, headers=headers or {}, data=data)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers)


def ports_of(folder: Path) -> dict[str, int]:
    ports: dict[str, int] = json.loads((folder / "servers.json").read_text())["ports"]
    return ports


async def test_the_application_role_can_use_but_not_make_tables(own: Servers) -> None:
    connection = await asyncpg.connect(own.database_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("CREATE TABLE intruder (id int)")
    await connection.close()


async def test_the_owner_can_make_the_extensions_the_platform_needs(own: Servers) -> None:
    connection = await asyncpg.connect(own.owner_database_url)
    for name in ("pg_trgm", "btree_gist", "unaccent"):
        await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    assert await connection.fetchval("SHOW server_encoding") == "UTF8"
    await connection.close()


async def test_nobody_comes_in_without_a_password(own: Servers, folder: Path) -> None:
    ports = ports_of(folder)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://postgres:guess@127.0.0.1:{ports['postgresql']}/tianping")
    with pytest.raises(AuthenticationError):
        await Redis(port=ports["valkey"]).ping()
    assert answer(f"http://{own.s3_endpoint}/{own.s3_bucket}")[0] == 403


def test_the_stores_inner_ports_give_and_take_nothing_unsigned(own: Servers, folder: Path) -> None:
    store(own).put_object(own.s3_bucket, "bid", io.BytesIO(b"sealed"), 6)
    filer = f"http://127.0.0.1:{ports_of(folder)['weed_filer']}"
    assert answer(f"{filer}/buckets/{own.s3_bucket}/bid")[0] == 401
    assert answer(f"{filer}/buckets/{own.s3_bucket}/bid", method="DELETE")[0] == 401
    assert answer(f"{filer}/intruder", method="POST", data=b"x")[0] == 401


def test_everything_listens_on_loopback_alone(own: Servers, folder: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward:
        try:
            outward.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        address = outward.getsockname()[0]
    for port in ports_of(folder).values():
        with socket.socket() as caller:
            caller.settimeout(1)
            assert caller.connect_ex((address, port)) != 0


def test_a_browser_may_put_a_signed_part_and_read_its_etag(own: Servers) -> None:
    client = store(own)
    upload = client._create_multipart_upload(own.s3_bucket, "part", {})
    url = client.get_presigned_url(
        "PUT",
        own.s3_bucket,
        "part",
        timedelta(minutes=5),
        extra_query_params={"partNumber": "1", "uploadId": upload},
    )
    page = {"Origin": "http://localhost:8000"}
    status, headers = answer(url, method="OPTIONS", headers=page | {"Access-Control-Request-Method": "PUT"})
    assert status == 200
    assert headers["Access-Control-Allow-Origin"] in {"*", page["Origin"]}
    status, headers = answer(url, method="PUT", headers=page, data=b"x" * 1000)
    assert status == 200
    assert headers["ETag"]
    assert "ETag" in headers["Access-Control-Expose-Headers"]


def test_a_folder_in_use_is_refused(own: Servers, folder: Path) -> None:
    with pytest.raises(CannotStart, match="in use by process"):
        start_servers(folder)


async def test_data_and_passwords_outlast_a_start_on_other_ports(own: Servers, folder: Path) -> None:
    """Also after the children were killed; runs last, for it stops the servers of the others."""
    store(own).put_object(own.s3_bucket, "kept", io.BytesIO(b"kept"), 4)
    connection = await asyncpg.connect(own.owner_database_url)
    await connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    await connection.close()
    await Redis.from_url(own.redis_url).set("kept", "1")
    own.children[ServerName.POSTGRESQL].process.send_signal(signal.SIGKILL)
    own.stop()

    taken = ports_of(folder)
    with socket.socket() as first, socket.socket() as second:
        for occupant, name in ((first, "s3"), (second, "weed_master")):
            occupant.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            occupant.bind(("127.0.0.1", taken[name]))
            occupant.listen()
        again = start_servers(folder)
        try:
            assert ports_of(folder)["s3"] != taken["s3"]
            assert store(again).get_object(again.s3_bucket, "kept").read() == b"kept"
            assert await Redis.from_url(again.redis_url).get("kept") == b"1"
            connection = await asyncpg.connect(again.owner_database_url)
            assert await connection.fetchval("SELECT one FROM kept") == 1
            await connection.close()
        finally:
            again.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_root_does_not_run_postgresql_as_root(folder: Path) -> None:
    assert (folder / "postgresql" / "cluster").stat().st_uid == 65534


@pytest.mark.parametrize(
    ("server", "port"),
    [
        (ServerName.POSTGRESQL, "postgresql"),
        (ServerName.VALKEY, "valkey"),
        (ServerName.SEAWEEDFS, "weed_master"),
    ],
)
def test_a_port_taken_between_its_choice_and_the_start_is_chosen_anew(server: ServerName, port: str) -> None:
    """As when two platforms start in the same second."""
    made = new_folder("tianping-servers-")
    taken: list[int] = []
    with socket.socket() as other:

        def take(_: str) -> None:
            if not taken:
                taken.append(ports_of(made / "data")[port])
                other.bind(("127.0.0.1", taken[0]))
                other.listen()

        started = start_servers(made / "data", only=frozenset({server}), on_progress=take)
        try:
            assert ports_of(made / "data")[port] not in taken
            assert started.children[server].alive()
        finally:
            started.stop()
            shutil.rmtree(made, ignore_errors=True)


def test_ports_that_are_always_taken_are_told_in_one_sentence() -> None:
    made = new_folder("tianping-servers-")
    others: list[socket.socket] = []

    def take(_: str) -> None:
        others.append(socket.create_server(("127.0.0.1", ports_of(made / "data")["valkey"])))

    with pytest.raises(CannotStart, match="start again when nothing else is starting"):
        start_servers(made / "data", only=frozenset({ServerName.VALKEY}), on_progress=take)
    for other in others:
        other.close()
    start_servers(made / "data", only=frozenset({ServerName.VALKEY})).stop()
    shutil.rmtree(made, ignore_errors=True)
