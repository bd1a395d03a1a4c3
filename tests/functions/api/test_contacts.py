"""The customer's people, told by the partner."""

from __future__ import annotations

from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.application.stage import run
from tests.functions.api.client import MAREN, Client, a_client


def test_people_are_kept_at_once(partner: Client, number: str) -> None:
    told = partner.tells_of(number, MAREN, {"last_name": "Berg"})

    listed = partner.get(f"/v1/referrals/{number}/contacts").said["items"]
    assert (told.status, told.said["new"]) == (202, 2)
    assert {person["key"] for person in listed} == set(told.said["keys"])


def test_the_answer_to_the_partner_repeats_no_personal_data(partner: Client, number: str) -> None:
    told = partner.tells_of(number, MAREN)

    assert "Holt" not in told.text


def test_telling_of_the_same_person_again_changes_nothing(partner: Client, number: str) -> None:
    partner.tells_of(number, MAREN)

    again = partner.tells_of(number, MAREN)

    assert (again.status, again.said["new"]) == (202, 0)


def test_contacts_are_offered_to_the_partner_until_the_referral_is_refused(
    partner: Client, operator: Client, number: str
) -> None:
    before = partner.opens(number).said["actions"]
    operator.rejects(number)

    refused = partner.tells_of(number, MAREN)

    assert before == ["add_contacts"]
    assert partner.opens(number).said["actions"] == []
    assert (refused.status, refused.code) == (409, "contacts_not_wanted")


def test_contacts_are_still_taken_after_acceptance(
    partner: Client, operator: Client, number: str
) -> None:
    operator.accepts(number)

    assert partner.opens(number).said["actions"] == ["add_contacts"]
    assert partner.tells_of(number, MAREN).status == 202


def test_somebody_without_last_name_and_email_is_refused(partner: Client, number: str) -> None:
    refused = partner.tells_of(number, MAREN, {"first_name": "Maren", "email": " "})

    assert refused.status == 422
    assert refused.wrong == {"/contacts/1": "give a last_name or an email"}
    assert partner.get(f"/v1/referrals/{number}/contacts").said["items"] == []


def test_another_partner_cannot_tell_of_people_on_this_referral(
    stranger: Client, number: str, hub: Hub
) -> None:
    refused = stranger.tells_of(number, MAREN)

    assert (refused.status, refused.code) == (404, "referral_not_found")
    assert hub.contacts.of(number) == []


def test_read_only_staff_do_not_see_the_customers_people(hub: Hub, number: str) -> None:
    refused = a_client(hub, Role.READ_ONLY).get(f"/v1/referrals/{number}/contacts")

    assert (refused.status, refused.code) == (403, "not_allowed")


def test_whom_the_host_knew_already_is_not_shown_to_the_partner(
    hub: Hub, partner: Client, operator: Client, number: str
) -> None:
    partner.tells_of(number, MAREN)
    operator.accepts(number)
    run(hub, number)

    (to_the_partner,) = partner.get(f"/v1/referrals/{number}/contacts").said["items"]
    (to_the_host,) = operator.get(f"/v1/referrals/{number}/contacts").said["items"]

    assert to_the_host["outcome"] == "created"
    assert not {"match", "outcome", "problem"} & {k for k, v in to_the_partner.items() if v}
    assert to_the_partner["last_name"] == "Holt"


def test_a_referral_takes_no_address_book(partner: Client, number: str) -> None:
    crowd = [{"last_name": f"Holt {place}"} for place in range(50)]
    replies = [
        partner.tells_of(number, *({**p, "email": f"{turn}@fenwick.example"} for p in crowd))
        for turn in range(5)
    ]

    assert [reply.status for reply in replies] == [202, 202, 202, 202, 409]
    assert replies[-1].code == "too_many_contacts"
    assert len(partner.get(f"/v1/referrals/{number}/contacts").said["items"]) == 200
