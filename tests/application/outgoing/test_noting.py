"""What the CRM is told of a deal that was disclosed: once, and only after it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryOutbound, MemoryTable
from referral_hub.adapters.partner_wire import Answer
from referral_hub.application.effects import Effects
from referral_hub.application.outgoing import disclosing
from referral_hub.application.outgoing.disclosing import DisclosureDesk, Sending
from referral_hub.application.outgoing.sharing import retrying, spawning, steps
from referral_hub.domain.cause import Cause
from referral_hub.domain.crm_notes import CrmNote, KeptNote
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.outgoing.submission import Consent
from referral_hub.domain.outgoing_integration import integrations_of
from referral_hub.domain.problem import problem_of
from referral_hub.hub import Hub
from tests.adapters.partners.peer.outbound import outbound, sending_to
from tests.application.outgoing.sharing_stage import an_opportunity, is_shared, share
from tests.application.stage import Crash, CrashOnce
from tests.builders import NOON, Clock, a_principal

CONSENT = Consent(
    given_by="Tuva Lien",
    given_at=NOON,
    statement="You may tell Fjord.",
    recorded_by="operator:Ingrid",
    recorded_at=NOON,
)


class Fjord:
    """Takes what it is sent, or answers this status."""

    def __init__(self) -> None:
        self.status = 200

    def exchange(self, method: str, url: str, headers: object, body: bytes) -> Answer:
        assert (method, url.rpartition("/")[0]) == ("POST", "https://fjord.example/v1/access")
        assert headers
        [item] = json.loads(body)["referrals"]
        result = {
            "id": item["id"],
            "status": "created",
            "number": "R-7",
            "owner": "kai@fjord.example",
        }
        told = {"results": [result]} if self.status == 200 else {"code": "link_disabled"}
        return Answer(self.status, json.dumps(told).encode(), "The peer")


class Forgetful(BuiltInCrm):
    """A CRM that takes no notes, as long as it says so."""

    refuses = False

    def add_note(self, note: CrmNote, *, token: str) -> Done | Refused:
        if self.refuses:
            return Refused(reason="notes are closed", cause=Cause.NO_PERMISSION)
        return super().add_note(note, token=token)


@pytest.fixture
def fjord() -> Fjord:
    return Fjord()


@pytest.fixture
def hub(fjord: Fjord) -> Hub:
    table, clock = MemoryTable(), Clock()
    world = {"table": table, "clock": clock, "crm": Forgetful(table, clock)}
    return sending_to(outbound(fjord), outbound=MemoryOutbound(), **world)


def sent(hub: Hub) -> str:
    sending = Sending(
        "fjord",
        opportunity_id=an_opportunity(hub),
        fields={"value.currency": "EUR"},
        consent=CONSENT,
        confirmed=True,
    )
    desk = DisclosureDesk(hub.sharing_desk, hub.features, hub.connection("fjord"), a_principal())
    referral, _ = disclosing.disclose(sending=sending, now=hub.clock(), desk=desk)
    return referral.number


def spawn(hub: Hub, number: str, effects: Effects | None = None) -> str:
    links = steps.Links(hub.partner_links, hub.crm_links)
    return spawning.spawn(
        number=number,
        now=hub.clock(),
        desk=hub.two_way_desk,
        effects=effects or hub.effects,
        links=links,
    )


def notes(hub: Hub, number: str) -> list[KeptNote]:
    crm: Any = hub.crm
    found: list[KeptNote] = crm.notes(hub.outgoing.get(number).opportunity_id)
    return found


def test_the_note_says_to_whom_and_by_whose_leave(hub: Hub) -> None:
    number = sent(hub)
    share(hub, number, "fjord")

    spawn(hub, number)

    [note] = notes(hub, number)
    for word in ("fjord", "2027-03-01", "R-7", "kai@fjord.example", "Tuva Lien", number):
        assert word in note.text


def test_nothing_is_noted_before_the_peer_has_it(hub: Hub, fjord: Fjord) -> None:
    number = sent(hub)
    fjord.status = 410
    share(hub, number, "fjord")

    assert spawn(hub, number) == "nothing"
    assert notes(hub, number) == []


def test_however_often_it_is_noted_there_is_one_note(hub: Hub) -> None:
    number = sent(hub)
    share(hub, number, "fjord")
    crashes = Effects(hub.clock, CrashOnce("after disclosed_note"))

    with pytest.raises(Crash):
        spawn(hub, number, crashes)
    spawn(hub, number)
    spawn(hub, number)

    assert len(notes(hub, number)) == 1


def test_a_crm_that_takes_no_note_has_a_problem_and_the_deal_stays_sent(hub: Hub) -> None:
    crm: Any = hub.crm
    number = sent(hub)
    share(hub, number, "fjord")
    crm.refuses = True

    spawn(hub, number)

    referral = hub.outgoing.get(number)
    told = integrations_of(referral, None, crm="built-in")
    assert (told["partner"].status, told["crm"].status) == ("success", "update_failed")
    assert told["crm"].error == "notes are closed"
    assert problem_of(referral, crm="built-in")
    assert is_shared(referral)


def test_a_retry_leaves_the_note_and_sends_nothing_again(hub: Hub) -> None:
    crm: Any = hub.crm
    number = sent(hub)
    share(hub, number, "fjord")
    crm.refuses = True
    spawn(hub, number)
    crm.refuses = False

    retrying.retry(
        number=number, by=a_principal(), now=hub.clock(), desk=hub.desk, timeline=hub.timeline
    )
    spawn(hub, number)

    assert len(notes(hub, number)) == 1
    assert share(hub, number, "fjord") == "nothing"
