"""The timeline misses nothing, and nobody's name is on it (X-4, N-9)."""

from __future__ import annotations

import logging

import pytest

from referral_hub.application import closing, intake
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.policies.policy import ExistingContact
from referral_hub.hub import Hub
from referral_hub.records.items import contact_key
from tests.application.stage import (
    Lantern,
    a_hub_with,
    a_moody_hub,
    accept,
    accepted,
    awaiting,
    carry,
    carry_all,
    carry_out,
    end,
    filed,
    publish,
    records,
    rejected,
    retry,
    run,
    story,
    tell,
    wait,
    words,
)
from tests.builders import a_contact, a_hub, ask

PLANTED = ("maren", "holt", "fenwick.example", "+47 22", "head of lamps")


def named(text: str) -> list[str]:
    return [secret for secret in PLANTED if secret in text.casefold()]


def test_the_main_job_is_told_from_beginning_to_end() -> None:
    hub = a_hub_with(Lantern())
    number = filed(hub).number
    hub.clock.advance(hours=2)
    accept(hub, number)
    hub.clock.advance(minutes=1)
    carry_out(hub, number)
    wait(hub, number)
    hub.clock.advance(minutes=20)
    [arrival] = tell(hub, number, a_contact())
    hub.clock.advance(minutes=1)
    carry_all(hub, number, [arrival.key])

    assert words(hub, number) == [
        "referral.received",
        "referral.accepted",
        "account.created",
        "opportunity.ready",
        "partner.told_accepted",
        "partner.told_opportunity_id",
        "contact_info.received",
        "contact.created",
        "contact.given_role",
    ]


def test_every_entry_says_who_and_when() -> None:
    hub = a_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    carry_all(hub, number, [arrival.key])

    told = story(hub, number)

    assert {entry.who for entry in told} == {"partner:harbour", "operator:Ingrid", "partner", "hub"}
    assert [entry.at for entry in told] == sorted(entry.at for entry in told)


def test_a_rejection_is_told_with_its_reason_and_that_the_partner_knows(hub: Hub) -> None:
    number = rejected(hub, "Not our trade").number
    carry_out(hub, number)

    assert words(hub, number)[1:] == ["referral.rejected", "partner.told_rejected"]
    assert story(hub, number)[1].why == "Not our trade"


def test_a_failure_and_its_retry_are_told() -> None:
    lantern = Lantern(answers={"accept": Refused(reason="not today")})
    hub = a_hub_with(lantern)
    number = accepted(hub).number
    carry_out(hub, number)
    hub.clock.advance(minutes=5)

    assert ("partner_notice.refused", "not today") in [(e.what, e.why) for e in story(hub, number)]

    lantern.answers.clear()
    retry(hub, number)
    hub.clock.advance(minutes=1)
    carry_out(hub, number)

    assert words(hub, number)[-3:] == [
        "referral.retried",
        "partner.told_accepted",
        "partner.told_opportunity_id",
    ]


def test_an_outage_is_told_while_it_lasts() -> None:
    hub, crm = a_moody_hub()
    number = accepted(hub).number
    crm.closed = True
    with pytest.raises(Unavailable):
        carry_out(hub, number)

    last = story(hub, number)[-1]

    assert last.why.startswith("the CRM is closed")


def test_waiting_in_vain_is_told_and_so_is_what_comes_after_all() -> None:
    hub = a_hub()
    number = awaiting(hub).number
    hub.clock.advance(minutes=30)
    end(hub, closing.record_overdue, number)
    hub.clock.advance(hours=5)
    tell(hub, number, a_contact())
    run(hub, number)

    assert words(hub, number)[-4:] == [
        "contact_info.overdue",
        "contact_info.received",
        "contact.created",
        "contact.given_role",
    ]


def test_a_warning_and_an_expiry_are_told() -> None:
    hub = a_hub()
    number = filed(hub).number
    for _ in range(2):
        hub.clock.advance(days=13)
        ask(hub, intake.watch_expiry, each=lambda _: None)

    assert words(hub, number)[1:] == ["referral.about_to_expire", "referral.expired"]


@pytest.mark.parametrize("choice", list(ExistingContact))
def test_a_known_contact_is_told_by_the_record_it_was_found_as(
    hub: Hub, choice: ExistingContact
) -> None:
    publish(hub, existing_contact=choice)
    number = awaiting(hub).number
    account_id = hub.referrals.get(number).account_id
    known = hub.crm.create_contact(account_id, a_contact(), token="there before").result
    [arrival] = tell(hub, number, a_contact())
    carry(hub, number, arrival.key)

    last = story(hub, number)[-1]

    assert last.what in {"contact.skipped", "contact.given_role"}
    assert known in last.why


def test_nobodys_name_is_in_the_story_the_log_or_the_records_about_a_referral(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    hub, crm = a_moody_hub()
    crm.dislikes = Refused(reason="maren.holt@fenwick.example (Maren Holt, +47 22 33 44 55) exists")
    number = awaiting(hub).number
    keeper = a_contact(first_name="Pål", email="holt@fenwick.example", phone="")
    arrivals = tell(hub, number, a_contact(), keeper, a_contact(last_name="", email="x@y.example"))
    referral = carry_all(hub, number, [arrivals[0].key])

    told = str(story(hub, number))
    about = [str(item["doc"]) for item in records(hub, "REFERRAL") + records(hub, "TIMELINE")]
    shown = f"{hub.contacts.of(number)!r} {hub.crm.contacts(referral.account_id)!r} {referral!r}"
    out = capsys.readouterr()

    assert named(told + "".join(about) + shown + caplog.text + out.out + out.err) == []
    assert referral.problem


def test_contact_data_is_kept_where_a_contact_is_kept_and_nowhere_else(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    carry_all(hub, number, [arrival.key])

    with_names = {item["kind"] for item in records_with_names(hub)}

    assert with_names == {"CONTACT", "CRM_CONTACT"}
    assert hub.table.get(contact_key(number, arrival.key))


def records_with_names(hub: Hub) -> list[dict[str, object]]:
    everything = [item for kind in kinds(hub) for item in records(hub, kind)]
    return [item for item in everything if "maren.holt" in str(item).casefold()]


def kinds(hub: Hub) -> set[str]:
    return {str(item.get("kind")) for item in hub.table._items.values()}
