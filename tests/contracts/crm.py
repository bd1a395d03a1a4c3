"""What every CRM owes the hub: each record once per token, and dedupe within one account."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from referral_hub.domain.contacts import MatchKind, decide_match
from referral_hub.domain.crm import Account, ContactRole, CrmObject
from referral_hub.domain.effects import Done, Refused
from referral_hub.ports import Crm
from tests.builders import a_contact

FENWICK = {"name": "Fenwick Lighthouses"}
LAMPS = {"name": "Lamp modernisation"}


def names(accounts: Iterable[Account]) -> list[str]:
    return [account.name for account in accounts]


def an_account(crm: Crm, name: str = "Fenwick Lighthouses") -> str:
    return crm.create_account({"name": name}, token=f"account {name}").result


def an_opportunity(crm: Crm, account_id: str) -> str:
    return crm.create_opportunity(account_id, LAMPS, token="opportunity").result


def a_role(contact_id: str, opportunity_id: str) -> ContactRole:
    return ContactRole(
        contact_id=contact_id,
        opportunity_id=opportunity_id,
        role="Business User",
        association_type="Primary contact",
    )


class CrmContract:
    @pytest.fixture
    def crm(self) -> Crm:
        raise NotImplementedError

    # Accounts

    def test_an_account_is_read_as_it_was_created(self, crm: Crm) -> None:
        fields = {"name": "Fenwick Lighthouses", "website": "https://fenwick.example"}

        created = crm.create_account(fields, token="t-1")

        assert isinstance(created, Done)
        assert crm.account(created.result) == Account(account_id=created.result, fields=fields)

    def test_an_account_is_created_once_per_token(self, crm: Crm) -> None:
        first = crm.create_account(FENWICK, token="t-1")
        again = crm.create_account(FENWICK, token="t-1")

        assert again == first
        assert len(crm.search_accounts("Fenwick")) == 1

    def test_two_tokens_make_two_accounts(self, crm: Crm) -> None:
        first = crm.create_account(FENWICK, token="t-1")
        other = crm.create_account(FENWICK, token="t-2")

        assert other.result != first.result

    def test_an_account_that_is_not_there_is_none(self, crm: Crm) -> None:
        assert crm.account("acc-nowhere") is None

    def test_an_account_without_what_is_required_is_refused_by_name(self, crm: Crm) -> None:
        required = [field.name for field in crm.describe(CrmObject.ACCOUNT) if field.required]

        refused = crm.create_account({}, token="t-1")

        assert isinstance(refused, Refused)
        assert all(name in refused.reason for name in required)

    def test_a_field_that_the_crm_does_not_have_is_refused_by_name(self, crm: Crm) -> None:
        refused = crm.create_account(FENWICK | {"colour": "red"}, token="t-1")

        assert isinstance(refused, Refused)
        assert "colour" in refused.reason

    def test_what_was_refused_can_be_created_under_the_same_token(self, crm: Crm) -> None:
        crm.create_account({}, token="t-1")

        assert isinstance(crm.create_account(FENWICK, token="t-1"), Done)

    # Search

    @pytest.mark.parametrize("text", ["Fenwick", "fen", "LIGHT", "light fen", " fenwick  lig "])
    def test_an_account_is_found_by_how_any_of_its_words_begin(self, crm: Crm, text: str) -> None:
        an_account(crm, "Fenwick Lighthouses")
        an_account(crm, "Lighterage & Sons")

        assert "Fenwick Lighthouses" in names(crm.search_accounts(text))

    def test_every_word_of_a_search_must_fit(self, crm: Crm) -> None:
        an_account(crm, "Fenwick Lighthouses")
        an_account(crm, "Fenwick Ferries")

        assert names(crm.search_accounts("fenwick lighth")) == ["Fenwick Lighthouses"]

    @pytest.mark.parametrize("text", ["", "   ", "enwick", "#", "%", "*", "' OR 1=1"])
    def test_what_fits_no_account_finds_none(self, crm: Crm, text: str) -> None:
        an_account(crm, "Fenwick Lighthouses")

        assert crm.search_accounts(text) == []

    def test_a_search_answers_no_more_than_asked_for(self, crm: Crm) -> None:
        for port in ("Bergen", "Molde", "Narvik"):
            an_account(crm, f"Harbour of {port}")

        assert len(crm.search_accounts("harbour", limit=2)) == 2

    def test_names_are_found_in_every_writing(self, crm: Crm) -> None:
        an_account(crm, "Łódź Straßenbau 東京")

        assert names(crm.search_accounts("łódź")) == ["Łódź Straßenbau 東京"]
        assert names(crm.search_accounts("STRASSEN")) == ["Łódź Straßenbau 東京"]

    # Opportunities

    def test_an_opportunity_is_read_as_it_was_created(self, crm: Crm) -> None:
        account_id = an_account(crm)
        fields = {"name": "Lamps", "amount": "12500.00", "close_date": "2027-09-30"}

        created = crm.create_opportunity(account_id, fields, token="t-1")

        found = crm.opportunity(created.result)
        assert (found.account_id, found.fields) == (account_id, fields)

    def test_an_opportunity_is_created_once_per_token(self, crm: Crm) -> None:
        account_id = an_account(crm)

        first = crm.create_opportunity(account_id, LAMPS, token="t-1")
        again = crm.create_opportunity(account_id, LAMPS, token="t-1")
        other = crm.create_opportunity(account_id, LAMPS, token="t-2")

        assert again == first
        assert other != first

    def test_an_opportunity_with_bad_fields_is_refused_with_all_of_them(self, crm: Crm) -> None:
        bad = {"name": "Lamps", "amount": "a lot", "close_date": "soon"}

        refused = crm.create_opportunity(an_account(crm), bad, token="t-1")

        assert isinstance(refused, Refused)
        assert "amount" in refused.reason
        assert "close_date" in refused.reason

    def test_an_opportunity_that_is_not_there_is_none(self, crm: Crm) -> None:
        assert crm.opportunity("opp-nowhere") is None

    # Contacts

    def test_a_contact_is_read_as_the_partner_told_it(self, crm: Crm) -> None:
        account_id = an_account(crm)

        created = crm.create_contact(account_id, a_contact(), token="t-1")

        [contact] = crm.contacts(account_id)
        assert (contact.contact_id, contact.account_id) == (created.result, account_id)
        assert contact.model_dump(include=set(a_contact().model_dump())) == a_contact().model_dump()

    def test_a_contact_is_created_once_per_token(self, crm: Crm) -> None:
        account_id = an_account(crm)

        first = crm.create_contact(account_id, a_contact(), token="t-1")
        again = crm.create_contact(account_id, a_contact(), token="t-1")

        assert again == first
        assert len(crm.contacts(account_id)) == 1

    def test_a_partial_contact_is_created_once_per_token(self, crm: Crm) -> None:
        account_id = an_account(crm)
        partial = a_contact(email="")

        crm.create_contact(account_id, partial, token="t-1")
        crm.create_contact(account_id, partial, token="t-1")

        assert len(crm.contacts(account_id)) == 1

    def test_two_people_at_one_mailbox_are_two_contacts(self, crm: Crm) -> None:
        account_id = an_account(crm)

        crm.create_contact(account_id, a_contact(), token="t-1")
        crm.create_contact(account_id, a_contact(last_name="Berg"), token="t-2")

        assert len(crm.contacts(account_id)) == 2

    def test_whoever_was_created_is_found_again_however_the_letters_are_written(
        self, crm: Crm
    ) -> None:
        account_id = an_account(crm)
        created = crm.create_contact(account_id, a_contact(), token="t-1")
        same = a_contact(last_name=" HOLT", email="Maren.HOLT@fenwick.example")

        match = decide_match(same, crm.contacts_like(account_id, same))

        assert (match.kind, match.contact_id) == (MatchKind.EXISTING, created.result)

    def test_the_same_person_at_another_account_is_nobody_here(self, crm: Crm) -> None:
        crm.create_contact(an_account(crm, "Fenwick Ferries"), a_contact(), token="t-1")
        here = an_account(crm, "Fenwick Lighthouses")

        match = decide_match(a_contact(), crm.contacts_like(here, a_contact()))

        assert match.kind is MatchKind.NEW

    def test_an_update_overwrites_what_is_told_and_keeps_what_is_not(self, crm: Crm) -> None:
        account_id = an_account(crm)
        crm.create_contact(account_id, a_contact(title="Keeper"), token="t-1")
        [before] = crm.contacts(account_id)

        crm.update_contact(before, a_contact(title="", phone="+47 99"))

        [after] = crm.contacts(account_id)
        assert (after.title, after.phone) == ("Keeper", "+47 99")
        assert (after.contact_id, after.created_at) == (before.contact_id, before.created_at)

    def test_an_update_made_twice_is_an_update_made_once(self, crm: Crm) -> None:
        account_id = an_account(crm)
        crm.create_contact(account_id, a_contact(), token="t-1")
        [before] = crm.contacts(account_id)

        first = crm.update_contact(before, a_contact(phone="+47 99"))
        again = crm.update_contact(before, a_contact(phone="+47 99"))

        assert again == first == Done(result=before.contact_id)
        assert len(crm.contacts(account_id)) == 1

    def test_a_contact_is_found_by_its_id(self, crm: Crm) -> None:
        account_id = an_account(crm)
        created = crm.create_contact(account_id, a_contact(), token="t-1")

        assert crm.contact(account_id, created.result) == crm.contacts(account_id)[0]

    def test_a_contact_that_is_not_there_is_none(self, crm: Crm) -> None:
        assert crm.contact(an_account(crm), "con-nowhere") is None

    def test_a_contact_that_learns_its_email_is_matched_by_it(self, crm: Crm) -> None:
        account_id = an_account(crm)
        crm.create_contact(account_id, a_contact(email=""), token="t-1")
        [before] = crm.contacts(account_id)

        for _ in range(2):  # an answer that got lost makes the hub say it again
            crm.update_contact(before, a_contact())

        [after] = crm.contacts(account_id)
        match = decide_match(a_contact(), crm.contacts_like(account_id, a_contact()))
        assert (match.contact_id, after.contact_id) == (before.contact_id, before.contact_id)

    def test_an_update_never_changes_what_makes_the_person_the_same(self, crm: Crm) -> None:
        account_id = an_account(crm)
        crm.create_contact(account_id, a_contact(), token="t-1")
        [before] = crm.contacts(account_id)

        crm.update_contact(before, a_contact(last_name="HOLT"))

        assert crm.contacts(account_id)[0].last_name == "Holt"

    # Roles

    def test_a_contact_is_given_its_role_once(self, crm: Crm) -> None:
        account_id = an_account(crm)
        contact_id = crm.create_contact(account_id, a_contact(), token="t-1").result
        role = a_role(contact_id, an_opportunity(crm, account_id))

        first = crm.give_role(role, token="t-2")
        again = crm.give_role(role, token="t-2")

        assert again == first == Done(result=contact_id)
        assert crm.roles(role.opportunity_id) == [role]

    def test_several_contacts_have_roles_on_one_opportunity(self, crm: Crm) -> None:
        account_id = an_account(crm)
        opportunity_id = an_opportunity(crm, account_id)
        people = [a_contact(), a_contact(last_name="Berg")]

        for person in people:
            contact_id = crm.create_contact(account_id, person, token=person.key).result
            crm.give_role(a_role(contact_id, opportunity_id), token=f"role {person.key}")

        assert len(crm.roles(opportunity_id)) == 2

    def test_the_crm_says_how_it_types_the_link_of_a_contact(self, crm: Crm) -> None:
        assert "Primary contact" in [kind.label for kind in crm.association_types()]
