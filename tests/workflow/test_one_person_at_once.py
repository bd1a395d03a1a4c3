"""
Two referrals bring the same new person: both have looked, and found nobody, before either creates.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from referral_hub.application import contact_carrying
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.hub import Hub
from tests.application import stage
from tests.builders import Clock, a_contact, a_hub, ask
from tests.workflow.crms import LATE, OPENED, Entry, Place

PERSON = a_contact()
FAULTS = ("drop_before_commit", "drop_after_commit", LATE)
# None, and each of the calls that the two creations make.
BREAKS = [(0, ""), *((nth, fault) for nth in range(1, 8) for fault in FAULTS)]

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.fixture(params=OPENED)
def place(request: pytest.FixtureRequest, loopback: None) -> Iterator[Place]:  # noqa: ARG001
    with OPENED[request.param](Clock()) as place:
        place.begin_anew()
        yield place


def looked(hub: Hub, account_id: str, theirs: str) -> str:
    """A referral that has found nobody in its account; its number."""
    number = stage.filed(hub, partner_referral_id=theirs).number
    stage.tell(hub, number, PERSON)
    stage.accept(hub, number, account=AccountChoice(existing=account_id))
    stage.carry_out(hub, number)
    _, following = ask(hub, contact_carrying.match, number=number, contact_key=PERSON.key)
    assert following == contact_carrying.CREATE
    return number


def create(hub: Hub, number: str) -> str:
    """Call as the state machine does; the id of the contact."""
    for _ in range(6):
        try:
            return str(
                ask(hub, contact_carrying.create, number=number, contact_key=PERSON.key).contact_id
            )
        except TryAgain:
            continue
    raise AssertionError("it never answered")


@pytest.mark.parametrize(("nth", "fault"), BREAKS)
def test_there_is_one_contact_with_a_role_in_each_whatever_breaks(
    place: Place, nth: int, fault: str
) -> None:
    account_id = place.has_account("Fenwick Lighthouses")
    hub = a_hub(clock=place.clock, crm=place.connect())
    numbers = [looked(hub, account_id, theirs) for theirs in ("H-1", "H-2")]
    place.break_calls({nth: fault})

    [contact_id] = {create(hub, number) for number in numbers}

    found = {entry for entry in place.books() if entry.what in ("contact", "role")}
    deals = [hub.referrals.get(number).opportunity_id for number in numbers]
    assert found == {
        Entry("contact", contact_id, account_id),
        *(Entry("role", contact_id, deal_id) for deal_id in deals),
    }
