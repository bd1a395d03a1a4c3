"""The story of a referral, read off its records (X-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.contacts.contact import ContactInfo, Match, MatchKind
from referral_hub.domain.effects import Done, Ledger, Refused
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.timeline import timeline
from referral_hub.domain.timeline_entry import TimelineEntry
from tests.builders import NOON, a_contact, a_referral, a_rejection, an_acceptance, an_arrival
from tests.builders import an_invitation as told


def minutes(count: int) -> datetime:
    return NOON + timedelta(minutes=count)


def story(
    referral: Referral,
    arrivals: Sequence[ContactArrival] = (),
    noted: Sequence[TimelineEntry] = (),
) -> list[TimelineEntry]:
    return timeline(referral, told(), arrivals, noted)


def words(*args: Any, **kwargs: Any) -> list[str]:
    return [entry.what for entry in story(*args, **kwargs)]


def booked(*deeds: tuple[str, Done | Refused | None]) -> Ledger:
    """One effect a minute."""
    ledger = Ledger()
    for minute, (name, outcome) in enumerate(deeds, start=1):
        ledger = ledger.intend(name, token=name, at=minutes(minute))
        ledger = ledger.settle(name, outcome, at=minutes(minute)) if outcome else ledger
    return ledger


def test_a_story_begins_with_who_shared_the_referral_and_how() -> None:
    [received] = story(a_referral())

    assert received.who == "partner:harbour"
    assert received.what == "referral.received"
    assert received.why == "via api, as H-77"


def entry(what: str, at: datetime = NOON) -> TimelineEntry:
    return TimelineEntry(at=at, who="hub", what=f"referral.{what}")


def test_what_happened_at_one_moment_is_told_in_the_order_in_which_it_began() -> None:
    noted = [entry("failed"), entry("retried"), *map(entry, ("failed",), (minutes(1),))]
    noted += [entry("failed", minutes(2)), entry("retried", minutes(2))]

    told_of = words(a_referral(), noted=noted)

    assert told_of == [
        "referral.received",
        *("referral.failed", "referral.retried"),
        "referral.failed",
        *("referral.retried", "referral.failed"),
    ]


def test_an_acceptance_names_who_chose_which_account_under_which_policy() -> None:
    chosen = an_acceptance(account=AccountChoice(existing="acc-9"), policy_version=3)

    accepted = story(a_referral().accept(chosen))[1]

    assert (accepted.who, accepted.what) == ("operator:Ingrid", "referral.accepted")
    assert accepted.why == "account: acc-9; policy version 3"


def test_a_new_account_is_said_to_be_new() -> None:
    assert "a new account" in story(a_referral().accept(an_acceptance()))[1].why


def test_a_rejection_gives_its_reason() -> None:
    rejected = story(a_referral().reject(a_rejection(reason="Not our trade")))[1]

    assert (rejected.what, rejected.why) == ("referral.rejected", "Not our trade")


def test_an_expiry_is_told_at_the_moment_of_expiry() -> None:
    expired = story(a_referral().expire())[1]

    assert expired.what == "referral.expired"
    assert expired.at == a_referral().expires_at


def test_every_effect_is_told_with_what_came_of_it() -> None:
    ledger = booked(
        ("account", Done(result="acc-1")),
        ("opportunity", Done(result="opp-1")),
        ("partner_notice", Done(result="O-5")),
        ("partner_crm_id", Refused(reason="the partner is closed")),
    )

    entries = story(a_referral().accept(an_acceptance()).with_ledger(ledger))[2:]

    assert [(entry.what, entry.why) for entry in entries] == [
        ("account.created", "acc-1"),
        ("opportunity.ready", "opp-1"),
        ("partner.told_accepted", "O-5"),
        ("partner_crm_id.refused", "the partner is closed"),
    ]


def test_what_does_not_succeed_is_told_with_its_trouble_and_its_attempts() -> None:
    ledger = booked(("opportunity", None))
    ledger = ledger.note_problem("opportunity", "the CRM is closed", at=minutes(3))

    begun = story(a_referral().accept(an_acceptance()).with_ledger(ledger))[-1]

    assert begun.what == "opportunity.begun"
    assert begun.why == "the CRM is closed; failed attempts: 1"


def test_each_contact_is_told_by_its_key() -> None:
    ledger = booked(("contact", Done(result="con-1")), ("role", Done(result="con-1")))
    arrival = an_arrival().with_ledger(ledger)

    assert words(a_referral(), [arrival])[1:] == [
        "contact_info.received",
        "contact.created",
        "contact.given_role",
    ]
    assert all(arrival.key in entry.why for entry in story(a_referral(), [arrival])[1:])


def test_a_partial_notice_is_told_as_partial() -> None:
    arrival = an_arrival(info=a_contact(email=""))

    assert "contact_info.partial" in words(a_referral(), [arrival])


def test_a_skipped_contact_names_the_record_and_the_keys_that_matched() -> None:
    match = Match(kind=MatchKind.EXISTING, contact_id="con-7", keys=("last_name", "email"))
    arrival = (
        an_arrival()
        .matched(match, (), identity=("harbour", "H-77"), at=NOON)
        .settled("skipped", at=minutes(9))
    )

    skipped = story(a_referral(), [arrival])[-1]

    assert skipped.what == "contact.skipped"
    assert skipped.why == f"contact {arrival.key} is con-7: same last_name and email"


def test_an_adopted_contact_names_the_record_and_the_keys_that_matched() -> None:
    done = Done(result="con-7", adopted_on=("last_name", "email"))
    arrival = an_arrival().with_ledger(booked(("contact", done), ("role", Done(result="con-7"))))

    adopted, given_role = story(a_referral(), [arrival])[-2:]

    assert adopted.what == "contact.adopted"
    assert adopted.why == f"contact {arrival.key} is con-7: same last_name and email"
    assert given_role.what == "contact.given_role"


def test_what_was_noted_is_told_in_its_place() -> None:
    warning = TimelineEntry(at=minutes(1), who="hub", what="referral.about_to_expire")
    decided = a_referral().accept(an_acceptance(at=minutes(2)))

    assert words(decided, noted=[warning]) == [
        "referral.received",
        "referral.about_to_expire",
        "referral.accepted",
    ]


def test_a_story_is_told_from_the_oldest_fact_to_the_newest() -> None:
    ledger = booked(("opportunity", Done(result="opp-1")))
    arrival = an_arrival(arrived_at=minutes(30))
    referral = a_referral().accept(an_acceptance()).with_ledger(ledger)

    moments = [entry.at for entry in story(referral, [arrival])]

    assert moments == sorted(moments)


def test_no_story_has_a_person_in_it() -> None:
    person = ContactInfo(
        first_name="Maren",
        last_name="Holt",
        email="holt@fenwick.example",
        phone="+47 22",
        title="X",
    )
    match = Match(kind=MatchKind.EXISTING, contact_id="con-7", keys=("last_name", "email"))
    arrivals = [
        an_arrival(info=person).with_ledger(booked(("contact", Refused(reason="no")))),
        an_arrival(info=person)
        .matched(match, (), identity=("harbour", "H-77"), at=NOON)
        .settled("skipped", at=NOON),
        an_arrival(info=a_contact(email="")),
    ]

    text = repr(story(a_referral(), arrivals))

    assert not [secret for secret in ("Maren", "Holt", "holt@", "+47 22") if secret in text]
