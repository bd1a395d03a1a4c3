from typing import Any

import pytest

from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.switches import BadBehaviourError
from tests.sandbox.rehearsal import Clock, Partner, control


def test_another_process_can_let_time_pass(server: PartnerCentralServer, partner: Partner) -> None:
    invitation_id = partner.is_referred_a_customer()

    control(server, "clock", {"advance_seconds": 15 * 24 * 3600})

    assert partner.invitation(invitation_id)["Status"] == "EXPIRED"


def test_a_clock_that_was_set_goes_on(central: PartnerCentral, clock: Clock) -> None:
    central.set_clock(now="2027-01-01T00:00:00Z")

    clock.advance(seconds=5)

    assert central.set_clock() == {"now": "2027-01-01T00:00:05.000Z", "stands_still": False}


def test_a_clock_can_stand_still_and_go_on_from_there(
    central: PartnerCentral, clock: Clock
) -> None:
    central.set_clock(now="2027-01-01T00:00:00Z", stands_still=True)
    clock.advance(seconds=5)

    stopped = central.set_clock()["now"]
    central.set_clock(stands_still=False)
    clock.advance(seconds=1)

    assert stopped == "2027-01-01T00:00:00.000Z"
    assert central.set_clock()["now"] == "2027-01-01T00:00:01.000Z"


@pytest.mark.parametrize(
    "wish",
    [
        {"now": "2020-01-01T00:00:00Z"},
        {"now": "2027-01-01T00:00:00"},
        {"now": "tomorrow"},
        {"advance_seconds": -1},
        {"advance_seconds": "soon"},
        {"stands_still": "yes"},
        {"tomorrow": True},
    ],
)
def test_a_time_that_is_gone_or_none_at_all_is_refused(
    central: PartnerCentral, wish: dict[str, Any]
) -> None:
    before = central.set_clock()

    with pytest.raises(BadBehaviourError):
        central.set_clock(**wish)

    assert central.set_clock() == before
