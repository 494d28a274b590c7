"""Bidders are told apart by who they are, not by their names: a rename leaves two of one name in one result."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from uuid import UUID

import asyncpg
import httpx
from becoming import seen
from evaluation_cast import Room, locked_room, sign_all
from factories.trading_cast import SYSTEM, stated

from app.roles import ROLE_PERMISSIONS
from evaluation.operations.issue_report import issue_report
from evaluation.operations.publish_result import publish_result
from identity.roles import Role
from storage.clock import platform_now
from trading.decisions.domain.evidence import Evidence
from trading.decisions.forms import AwardForm
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.pass_over_candidate import pass_over_candidate
from trading.decisions.queries.results import ranked_bids
from trading.notices.operations.publish_award import publish_award
from trading.tables import Notice


async def test_the_winner_and_who_was_passed_over_are_marked_alone(client: httpx.AsyncClient) -> None:
    room = await locked_room()
    await _same_name(room.lot_id)
    await issue_report(actor=room.leader, session_id=room.session_id, now=await platform_now())
    await sign_all(room)
    await _second_wins(room)
    page = await seen(client, f"/evaluations/{room.lot_id}/result")
    rows = [row for row in re.findall(r"<tr.*?</tr>", page, flags=re.DOTALL) if 'data-label="排名"' in row]
    assert [("采购人认定不能中标" in row, "中标供应商" in row, "table-winner" in row) for row in rows] == [
        (True, False, False),
        (False, True, True),
        (False, False, False),
    ]


async def _same_name(lot_id: UUID) -> None:
    """By the schema's owner, with the table's guards down."""
    connection = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    try:
        async with connection.transaction():
            await connection.execute("ALTER TABLE bidding_room_opened_bid DISABLE TRIGGER USER")
            said = "UPDATE bidding_room_opened_bid SET bidder_name = '同名公司' WHERE lot = $1"
            await connection.execute(said, lot_id)
            await connection.execute("ALTER TABLE bidding_room_opened_bid ENABLE TRIGGER USER")
    finally:
        await connection.close()


async def _second_wins(room: Room) -> None:
    now = await platform_now()
    tenderer = replace(room.bidding.tenderer.actor, permissions=ROLE_PERMISSIONS[Role.TENDERER])
    first, second, _ = (one.bidder_id for one in await ranked_bids(room.lot_id))
    await pass_over_candidate(
        actor=tenderer,
        lot_id=room.lot_id,
        bidder_id=first,
        word=stated(
            "declined",
            "该供应商提交加盖公章的放弃声明",
            Evidence(log_seq=None, file_name="放弃声明.pdf", data=b"%PDF-1.7\n"),
        ),
        now=now,
    )
    await determine_award(
        actor=tenderer, lot_id=room.lot_id, bidder_id=second, word=AwardForm(late_reason=""), now=now
    )
    notice = await Notice.objects().get((Notice.lot == room.lot_id) & (Notice.kind == "award_notice"))
    assert notice is not None
    await publish_award(actor=SYSTEM, notice_id=notice.id, now=now)
    await publish_result(lot_id=room.lot_id, now=now)
