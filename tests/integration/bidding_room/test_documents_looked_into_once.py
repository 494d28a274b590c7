"""Looking into opened documents comes to an end for each of them, whatever becomes of the one before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from factories.bidding_cast import finish, ready_begun, release

from bidding_room.operations import inspect_files
from bidding_room.tables import OpenedFile
from storage.database import execute


async def opened() -> UUID:
    cast, lot_id = await ready_begun()
    for ordinal in (1, 2):
        await release(cast, lot_id, ordinal=ordinal)
    await finish(cast, lot_id)
    return lot_id


async def files() -> list[OpenedFile]:
    return await OpenedFile.objects().order_by(OpenedFile.id).output(load_json=True)


async def test_every_document_is_looked_into_once_and_its_try_is_counted() -> None:
    await opened()
    await inspect_files.inspect_waiting()
    done = await files()
    assert {row.inspection_tries for row in done} == {1}
    assert all(row.inspected_at is not None for row in done)
    assert {row.recognised for row in done if row.name.endswith(".pdf") and not row.cautions} == {
        "application/pdf"
    }


async def test_one_that_breaks_its_reader_off_comes_last_and_is_given_up_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await opened()
    bad = (await files())[0]
    real = inspect_files.read_opened_file

    def broken_off(file_id: UUID, start: int, length: int) -> Any:
        if file_id == bad.id:
            raise ConnectionError
        return real(file_id, start, length)

    monkeypatch.setattr(inspect_files, "read_opened_file", broken_off)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await inspect_files.inspect_waiting()
    rows = await files()
    assert [row.id for row in rows if row.inspected_at is None] == [bad.id]
    await execute("UPDATE bidding_room_opened_file SET inspection_tries = 10 WHERE id = $1", bad.id)
    await inspect_files.inspect_waiting()
    given_up = (await files())[0]
    assert given_up.inspected_at is not None
    assert given_up.cautions == ["not-inspected"]
