"""What the book shows of an item moves its mark, and nothing else does."""

from __future__ import annotations

from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.referrals.axes import Stage
from referral_hub.hub import Hub
from referral_hub.ports import Key
from tests.builders import a_referral, an_acceptance, an_arrival, an_outgoing_referral
from tests.domain.sides import a_deal, retold


def _mark(hub: Hub, number: str, item: str) -> str:
    kept = hub.table.get(Key(f"REFERRAL#{number}", item)) or {}
    assert ("changed" in kept) == ("by_change" in kept)
    return str(kept.get("changed", ""))


def test_a_decision_moves_the_mark_and_work_of_the_hub_does_not(hub: Hub) -> None:
    referral = hub.referrals.save(a_referral())
    filed = _mark(hub, referral.number, "REFERRAL")

    referral = hub.referrals.save(referral.accept(an_acceptance()))
    accepted = _mark(hub, referral.number, "REFERRAL")
    for step in (referral.await_contact(), referral.carry_contacts(), referral.done()):
        referral = hub.referrals.save(step.model_copy(update={"version": referral.version}))

    assert filed
    assert accepted != filed
    assert _mark(hub, referral.number, "REFERRAL") == accepted


def test_a_mark_is_kept_by_whoever_reads_the_item(hub: Hub) -> None:
    saved = hub.referrals.save(a_referral())

    read = hub.referrals.get(saved.number)

    assert read == saved
    assert "book_mark" not in (hub.table.get(Key("REFERRAL#R-000001", "REFERRAL")) or {})["doc"]


def test_a_deal_of_which_nobody_said_anything_new_is_no_news(hub: Hub) -> None:
    deal: Deal = hub.deals.save("R-000001", a_deal())
    assert _mark(hub, "R-000001", "DEAL") == ""

    hub.deals.save("R-000001", retold(deal, title="Fifty lamps"))

    assert _mark(hub, "R-000001", "DEAL")


def test_an_outgoing_referral_is_marked_wherever_it_is_filed(hub: Hub) -> None:
    hub.outgoing.file_all([an_outgoing_referral()], also=())
    filed = _mark(hub, "R-000007", "OUTGOING")

    hub.outgoing.change("R-000007", lambda it: hub.outgoing.save(it.reminded()))
    reminded = _mark(hub, "R-000007", "OUTGOING")
    hub.outgoing.change("R-000007", lambda it: hub.outgoing.save(it.moved_to(Stage.WON)))

    assert filed
    assert reminded == filed
    assert _mark(hub, "R-000007", "OUTGOING") != filed


def test_a_contact_is_marked_when_it_arrives_and_not_on_its_way(hub: Hub) -> None:
    arrival = hub.contacts.save(an_arrival())
    arrived = _mark(hub, "R-000001", f"CONTACT#{arrival.key}")

    hub.contacts.save(arrival.model_copy(update={"outcome": "created"}))

    assert arrived
    assert _mark(hub, "R-000001", f"CONTACT#{arrival.key}") == arrived
