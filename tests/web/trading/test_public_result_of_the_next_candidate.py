"""Where the first candidate could not win, the public pages say so beside it and mark the winner alone."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import httpx
from factories.trading_cast import SYSTEM, evaluating, make_cast, make_person, ranked, stated

from core.ids import new_id
from identity.actor import Actor
from identity.roles import Role
from trading.decisions.domain.evidence import Evidence
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.forms import AwardForm
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.pass_over_candidate import pass_over_candidate
from trading.decisions.operations.record_ranking import record_ranking
from trading.notices.operations.publish_award import publish_award
from trading.projects.queries import lot_view
from trading.tables import Notice

FIVE = ("甲", "乙", "丙", "丁", "戊")


async def test_the_project_page_says_why_the_first_did_not_win(
    client: httpx.AsyncClient, now: datetime
) -> None:
    cast = await make_cast()
    lot = await evaluating(cast, now=now)
    await record_ranking(
        actor=cast.host,
        lot_id=lot.id,
        bids=(*ranked(cast), await invalid_bid(like=cast.bidders[0])),
        committee_names=FIVE,
        now=now,
    )
    first, second = (one.organisation_id for one in cast.bidders[:2])
    assert first
    assert second
    await pass_over_candidate(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=first,
        word=stated(
            "declined",
            "该供应商于11月20日提交加盖公章的放弃声明",
            Evidence(log_seq=None, file_name="放弃声明.pdf", data=b"%PDF-1.7\n"),
        ),
        now=now,
    )
    await determine_award(
        actor=cast.tenderer, lot_id=lot.id, bidder_id=second, word=AwardForm(late_reason=""), now=now
    )
    path = f"/projects/{(await lot_view(lot.id)).project_no}"
    assert "放弃中标" not in (await client.get(path)).text
    notice = await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == "award_notice")).first()
    assert notice is not None
    await publish_award(actor=SYSTEM, notice_id=notice.id, now=now)
    rows = re.findall(r"<tr.*?</tr>", (await client.get(path)).text, flags=re.DOTALL)
    [passed] = [row for row in rows if "采购人认定不能中标：中标候选人书面放弃中标" in row]
    [winner] = [row for row in rows if "table-winner" in row]
    assert passed != winner
    assert 'class="number">1</td>' in passed
    assert 'class="number">2</td>' in winner
    [invalid] = [row for row in rows if ">无效</td>" in row]
    assert invalid not in (passed, winner)
    assert 'data-label="评审价格（元）" class="number">—</td>' in invalid
    assert "未按招标文件要求签署" in invalid
    life = (await client.get(path.replace("/projects/", "/api/lives/"))).json()
    assert list(life["award"]["passed_over"]) == [str(first)]


async def invalid_bid(*, like: Actor) -> RankedBid:
    """Of another organisation that has the same name."""
    bidder = await make_person(Role.BIDDER)
    return RankedBid(
        bidder_id=bidder.organisation_id or new_id(),
        bidder_name=like.organisation_name or "",
        price=Decimal(390_000),
        evaluated_price=Decimal(390_000),
        scores=(),
        total=None,
        rank=None,
        reason="未按招标文件要求签署",
    )
