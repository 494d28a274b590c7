"""Taking bids: what counts, what is refused, and what the bidder gets in writing."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from bidding_cast import (
    FILES,
    SYSTEM,
    Hand,
    hand_in,
    lot_taking_bids,
    make_bidding_cast,
    make_hand,
    pass_deadline,
    ready_taking_bids,
    set_deadline,
    submit,
    uploaded,
)
from factories.bidding_cast import my_standing_bid

from bidding_room.operations.begin_bid import NewDraft, begin_bid
from bidding_room.operations.freeze_bids import freeze_bids
from bidding_room.operations.keep_draft import DraftNotes, abandon_draft, keep_draft
from bidding_room.operations.take_out_file import take_out_file
from bidding_room.operations.upload_files import (
    NewFile,
    PartNumbers,
    presign_parts,
    register_file,
    uploaded_parts,
)
from bidding_room.operations.withdraw_bid import Withdrawal, withdraw_bid
from bidding_room.queries.draft import my_draft
from bidding_room.queries.opened import opened_bids
from bidding_room.queries.own import my_bids, my_receipts
from bidding_room.receipt_verify import verify_bytes
from bidding_room.states import BidState
from bidding_room.tables import Bid, File
from core.errors import Conflict, Forbidden, Invalid, NotFound
from identity.roles import Role
from sealing.errors import ManifestRefused
from sealing.labels import Envelope
from sealing.manifest import SignedManifest
from sealing.receipts import Receipt, Refusal, sign_withdrawal
from storage import audit
from storage.clock import platform_now
from storage.database import transaction
from storage.keys import platform_keys
from trading.kinds import KINDS
from trading.projects.queries import lot_view


async def test_a_bid_is_receipted_and_the_receipt_verifies_offline() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    body = await submit(cast.bidders[0].actor, draft.bid, signed)
    verdict = verify_bytes(body, platform_keys().public_key, manifest=signed.data)
    assert isinstance(verdict.statement, Receipt)
    assert verdict.key_known
    assert verdict.manifest_matched
    assert (verdict.statement.action, verdict.statement.sequence) == ("submitted", 1)
    assert verdict.statement.root == signed.root.hex()


async def test_handing_in_again_after_a_lost_answer_returns_the_same_receipt() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    actor = cast.bidders[0].actor
    first = await submit(actor, draft.bid, signed)
    assert await submit(actor, draft.bid, signed) == first
    assert len(await my_receipts(actor=actor, lot_id=lot_id)) == 1


async def test_a_replacement_stands_and_the_former_bid_does_not() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    actor = cast.bidders[0].actor
    await hand_in(cast.bidders[0], lot_id)
    body = await hand_in(cast.bidders[0], lot_id, price="379000.00")
    statement = verify_bytes(body, platform_keys().public_key).statement
    assert isinstance(statement, Receipt)
    assert (statement.action, statement.sequence) == ("replaced", 2)
    states = [bid.state for bid in await my_bids(actor=actor, lot_id=lot_id)]
    assert states == [BidState.SUBMITTED, BidState.REPLACED]


async def test_only_the_bidder_s_own_signature_withdraws() -> None:
    cast, lot_id = await ready_taking_bids(bidders=2)
    await hand_in(cast.bidders[0], lot_id)
    mine, other = cast.bidders
    forged = Withdrawal(signature=await withdrawal_by(other, of=mine, lot_id=lot_id))
    with pytest.raises(Invalid, match="withdrawal-unsigned"):
        await withdraw_bid(actor=mine.actor, lot_id=lot_id, word=forged)
    with pytest.raises(NotFound, match="bid-unknown"):
        await withdraw_bid(actor=other.actor, lot_id=lot_id, word=forged)
    body = await withdraw_bid(
        actor=mine.actor,
        lot_id=lot_id,
        word=Withdrawal(signature=await withdrawal_by(mine, of=mine, lot_id=lot_id)),
    )
    assert verify_bytes(bytes(body), platform_keys().public_key).statement.action == "withdrawn"  # type: ignore[union-attr]
    assert await my_standing_bid(actor=mine.actor, lot_id=lot_id) is None


async def test_a_withdrawn_bidder_may_bid_again() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    mine = cast.bidders[0]
    await hand_in(mine, lot_id)
    await withdraw_bid(
        actor=mine.actor,
        lot_id=lot_id,
        word=Withdrawal(signature=await withdrawal_by(mine, of=mine, lot_id=lot_id)),
    )
    await hand_in(mine, lot_id)
    standing = await my_standing_bid(actor=mine.actor, lot_id=lot_id)
    assert standing is not None
    assert standing.sequence == 2


async def test_what_comes_late_is_refused_in_writing_once() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    actor = cast.bidders[0].actor
    await set_deadline(lot_id, await platform_now())
    texts = []
    for _ in range(2):
        with pytest.raises(Conflict, match="bids-closed") as refusal:
            await submit(actor, draft.bid, signed)
        texts.append(refusal.value.facts["refusal"])
    assert texts[0] == texts[1]
    statement = verify_bytes(str(texts[0]).encode(), platform_keys().public_key).statement
    assert isinstance(statement, Refusal)
    assert (statement.code, statement.root) == ("bids-closed", signed.root.hex())
    assert [receipt.kind for receipt in await my_receipts(actor=actor, lot_id=lot_id)] == ["refusal"]


async def test_a_file_announced_too_late_is_refused_in_writing_whatever_became_of_the_draft() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, _ = await uploaded(cast.bidders[0], lot_id)
    actor = cast.bidders[0].actor
    word = NewFile(file=uuid4(), envelope=Envelope.TECHNICAL, size=1, chunks=1)
    await set_deadline(lot_id, await platform_now())
    for freeze in (False, True):
        if freeze:
            await pass_deadline(lot_id)
        with pytest.raises(Conflict, match="bids-closed") as refusal:
            await register_file(actor=actor, bid_id=draft.bid, word=word)
        assert isinstance(
            verify_bytes(str(refusal.value.facts["refusal"]).encode(), platform_keys().public_key).statement,
            Refusal,
        )
    assert [receipt.kind for receipt in await my_receipts(actor=actor, lot_id=lot_id)] == ["refusal"]


async def test_what_hands_something_in_too_late_is_refused_in_writing_and_nothing_else_is() -> None:
    """An upload that goes on was about to be handed in; notes, a file taken out, and a draft given up never are."""
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, _ = await uploaded(cast.bidders[0], lot_id)
    actor, file = cast.bidders[0].actor, await File.objects().where(File.bid == draft.bid).first()
    assert file is not None
    parts, notes = PartNumbers(numbers=[1]), DraftNotes(sealed=b"x", revision=draft.revision)
    await set_deadline(lot_id, await platform_now())
    await pass_deadline(lot_id)
    of_bid: dict[str, Any] = {"actor": actor, "bid_id": draft.bid}
    for plain in (
        lambda now: keep_draft(**of_bid, word=notes, now=now),
        lambda now: abandon_draft(**of_bid, now=now),
        lambda now: take_out_file(**of_bid, sealed_id=file.sealed_id, now=now),
        lambda now: uploaded_parts(**of_bid, sealed_id=file.sealed_id, now=now),
    ):
        with pytest.raises(Conflict, match="bids-closed") as refusal:
            await plain(await platform_now())
        assert "refusal" not in refusal.value.facts
    assert await my_receipts(actor=actor, lot_id=lot_id) == ()
    with pytest.raises(Conflict, match="bids-closed") as refusal:
        await presign_parts(**of_bid, sealed_id=file.sealed_id, word=parts, now=await platform_now())
    signed_word = str(refusal.value.facts["refusal"]).encode()
    assert isinstance(verify_bytes(signed_word, platform_keys().public_key).statement, Refusal)
    assert [receipt.kind for receipt in await my_receipts(actor=actor, lot_id=lot_id)] == ["refusal"]


async def test_a_commit_after_the_deadline_is_refused_by_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The operation looks at the clock in time; the transaction commits late."""
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    actor = cast.bidders[0].actor
    await set_deadline(lot_id, await platform_now() + timedelta(seconds=0.4))
    slow_record = audit.record

    async def record(*args: object, **named: object) -> audit.Queued:
        await asyncio.sleep(0.6)
        return await slow_record(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(audit, "record", record)
    with pytest.raises(Conflict, match="bids-closed"):
        await submit(actor, draft.bid, signed)
    monkeypatch.undo()
    assert [bid.state for bid in await my_bids(actor=actor, lot_id=lot_id)] == [BidState.DRAFTING]
    assert [receipt.kind for receipt in await my_receipts(actor=actor, lot_id=lot_id)] == ["refusal"]


async def test_of_two_submissions_at_once_one_is_taken_and_both_get_its_receipt() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    actor = cast.bidders[0].actor
    bodies = await asyncio.gather(*(submit(actor, draft.bid, signed) for _ in range(4)))
    assert len(set(bodies)) == 1
    assert len(await my_receipts(actor=actor, lot_id=lot_id)) == 1


async def test_many_bidders_at_once_all_get_in() -> None:
    cast = await make_bidding_cast(bidders=6)
    lot_id = await lot_taking_bids(cast)
    ready = [(hand, *await uploaded(hand, lot_id)) for hand in cast.bidders]
    await asyncio.gather(*(submit(hand.actor, draft.bid, signed) for hand, draft, signed in ready))
    assert await Bid.count().where((Bid.lot == lot_id) & (Bid.state == "submitted")) == 6


async def test_submissions_racing_the_freeze_are_in_the_set_or_refused() -> None:
    cast = await make_bidding_cast(bidders=6)
    lot_id = await lot_taking_bids(cast)
    ready = [(hand, *await uploaded(hand, lot_id)) for hand in cast.bidders]
    due = await platform_now() + timedelta(seconds=0.25)
    await set_deadline(lot_id, due)

    async def submit_after(pause: float, hand: Hand, bid_id: UUID, signed: SignedManifest) -> str:
        await asyncio.sleep(pause)
        try:
            await submit(hand.actor, bid_id, signed)
        except Conflict as refusal:
            return refusal.code
        return "taken"

    async def freeze() -> None:
        await asyncio.sleep((due - await platform_now()).total_seconds() + 0.001)
        await freeze_bids(actor=SYSTEM, lot_id=lot_id, now=await platform_now())

    *outcomes, _ = await asyncio.gather(
        *(
            submit_after(0.08 * place, hand, draft.bid, signed)
            for place, (hand, draft, signed) in enumerate(ready)
        ),
        freeze(),
    )
    taken = outcomes.count("taken")
    assert taken + outcomes.count("bids-closed") == 6
    assert await Bid.count().where((Bid.lot == lot_id) & (Bid.state == "frozen")) == taken
    assert await Bid.count().where((Bid.lot == lot_id) & (Bid.state == "submitted")) == 0


@pytest.mark.parametrize("role", [Role.AGENCY, Role.TENDERER, Role.CENTRE_STAFF, Role.SUPERVISOR])
async def test_nobody_but_a_bidder_bids(role: Role) -> None:
    _cast, lot_id = await ready_taking_bids(bidders=1)
    with pytest.raises(Forbidden, match="permission-missing"):
        await begin_bid(actor=(await make_hand(role)).actor, lot_id=lot_id, word=NewDraft())


async def test_the_agency_s_own_people_may_not_bid_even_as_bidders() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    posing = replace(cast.bidders[0].actor, organisation_id=cast.agency.actor.organisation_id)
    with pytest.raises(Forbidden, match="bidder-interested"):
        await begin_bid(actor=posing, lot_id=lot_id, word=NewDraft())


async def test_notes_of_a_draft_that_ended_with_the_deadline_are_refused_for_that_reason() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    actor = cast.bidders[0].actor
    draft = await begin_bid(actor=actor, lot_id=lot_id, word=NewDraft())
    await keep_draft(
        actor=actor,
        bid_id=draft.bid,
        word=DraftNotes(sealed=b"notes", revision=0),
        now=await platform_now(),
    )
    await pass_deadline(lot_id)
    with pytest.raises(Conflict, match="bids-closed") as refusal:
        await keep_draft(
            actor=actor,
            bid_id=draft.bid,
            word=DraftNotes(sealed=b"notes", revision=1),
            now=await platform_now(),
        )
    assert "投标截止时间" in refusal.value.message
    assert refusal.value.article is not None


async def test_another_bidder_s_draft_does_not_exist_for_me() -> None:
    cast, lot_id = await ready_taking_bids(bidders=2)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    with pytest.raises(NotFound, match="bid-unknown"):
        await submit(cast.bidders[1].actor, draft.bid, signed)


async def test_a_manifest_signed_by_another_key_is_refused() -> None:
    cast, lot_id = await ready_taking_bids(bidders=2)
    draft, signed = await uploaded(cast.bidders[0], lot_id)
    forged = SignedManifest(data=signed.data, signature=bytes(64))
    with pytest.raises(ManifestRefused, match="signature-wrong"):
        await submit(cast.bidders[0].actor, draft.bid, forged)


async def test_a_manifest_of_an_earlier_draft_is_refused() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    _, old = await uploaded(cast.bidders[0], lot_id)
    draft, _ = await uploaded(cast.bidders[0], lot_id)
    with pytest.raises(Invalid, match="file-unregistered"):
        await submit(cast.bidders[0].actor, draft.bid, old)


@pytest.mark.parametrize(
    "missing", [part.envelope for part in KINDS["procurement"].offer.parts if part.least]
)
async def test_a_bid_without_a_required_part_is_refused_whoever_sealed_it(missing: Envelope) -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    actor = cast.bidders[0].actor
    files = {envelope: listed for envelope, listed in FILES.items() if envelope != missing}
    draft, signed = await uploaded(cast.bidders[0], lot_id, files=files)
    with pytest.raises(Invalid, match="part-missing") as refusal:
        await submit(actor, draft.bid, signed)
    assert refusal.value.field == "files"
    assert refusal.value.facts == {"missing": missing.value}
    assert await my_standing_bid(actor=actor, lot_id=lot_id) is None


async def test_a_new_draft_lets_the_former_lapse() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    actor = cast.bidders[0].actor
    await begin_bid(actor=actor, lot_id=lot_id, word=NewDraft())
    await begin_bid(actor=actor, lot_id=lot_id, word=NewDraft())
    states = [bid.state for bid in await my_bids(actor=actor, lot_id=lot_id)]
    assert states == [BidState.DRAFTING, BidState.LAPSED]


async def test_a_draft_somebody_keeps_notes_of_lapses_only_for_who_names_it() -> None:
    """A colleague, or a program of the same firm, begins beside it."""
    cast, lot_id = await ready_taking_bids(bidders=1)
    actor = cast.bidders[0].actor
    kept = await begin_bid(actor=actor, lot_id=lot_id, word=NewDraft())
    await keep_draft(
        actor=actor,
        bid_id=kept.bid,
        word=DraftNotes(sealed=b"notes", revision=0),
        now=await platform_now(),
    )
    for named in (None, uuid4()):
        with pytest.raises(Conflict, match="draft-unfinished") as refusal:
            await begin_bid(actor=actor, lot_id=lot_id, word=NewDraft(replaces=named))
        assert refusal.value.facts == {"bid": str(kept.bid)}
    found = await my_draft(actor=actor, lot_id=lot_id)
    assert found is not None
    assert (found.bid, found.sealed is not None) == (kept.bid, True)
    await begin_bid(actor=actor, lot_id=lot_id, word=NewDraft(replaces=kept.bid))
    states = [bid.state for bid in await my_bids(actor=actor, lot_id=lot_id)]
    assert states == [BidState.DRAFTING, BidState.LAPSED]


async def test_a_bid_handed_in_cannot_be_altered_in_the_database() -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    await hand_in(cast.bidders[0], lot_id)
    with pytest.raises(Exception, match="not altered"):
        async with transaction():
            await Bid.update({Bid.root_hash: bytes(32)}, force=True).where(Bid.lot == lot_id)


async def test_two_bids_are_too_few_and_the_lot_fails_at_the_deadline() -> None:
    cast, lot_id = await ready_taking_bids(bidders=2)
    for hand in cast.bidders:
        await hand_in(hand, lot_id)
    await pass_deadline(lot_id)
    assert (await lot_view(lot_id)).state == "failed"
    with pytest.raises(Conflict) as refusal:
        await opened_bids(lot_id)
    assert "已废标" in refusal.value.message, "an opening that never comes is not still to come"
    entries = await audit.public_entries_about(subject=str(lot_id))
    facts = {entry.facts.tag: entry.facts.facts for entry in entries if entry.facts}
    assert facts["bids:too-few"] == {"lot": str(lot_id), "bids": 2, "least": 3}
    assert "bids" not in json.dumps(facts["bids:freeze"])


async def withdrawal_by(signer: Hand, *, of: Hand, lot_id: UUID) -> bytes:
    """A withdrawal of `of`'s standing bid, signed by `signer`."""
    standing = await my_standing_bid(actor=of.actor, lot_id=lot_id)
    assert standing is not None
    assert standing.root is not None
    return sign_withdrawal(
        lot=str(lot_id), bid=str(standing.id), root=standing.root, signing_seed=signer.keys.signing
    )
