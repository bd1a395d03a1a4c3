"""What every CRM owes the hub of accounts and opportunities: each record once per token."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from referral_hub.domain.crm import Account, CrmObject
from referral_hub.domain.effects import Done, Refused
from referral_hub.ports import Crm

from .crm_words import InItsWords


def names(accounts: Iterable[Account]) -> list[str]:
    return [account.name for account in accounts]


class CrmAccountsContract(InItsWords):
    # What it knows

    def test_a_crm_that_nobody_changed_says_the_same_when_it_is_asked_anew(self, crm: Crm) -> None:
        before = [crm.describe(what) for what in CrmObject], crm.stages(), crm.contact_roles()

        crm.refresh()

        after = [crm.describe(what) for what in CrmObject], crm.stages(), crm.contact_roles()
        assert after == before

    # Accounts

    def test_an_account_is_read_as_it_was_created(self, crm: Crm) -> None:
        fields = self.account_fields(website="https://fenwick.example")

        created = crm.create_account(fields, token="t-1")

        assert isinstance(created, Done)
        found = crm.account(created.result)
        assert found is not None
        assert (found.account_id, found.name) == (created.result, "Fenwick Lighthouses")
        assert fields.items() <= found.fields.items()

    def test_an_account_is_created_once_per_token(self, crm: Crm) -> None:
        first = crm.create_account(self.account_fields(), token="t-1")
        again = crm.create_account(self.account_fields(), token="t-1")

        assert again == first
        assert len(crm.search_accounts("Fenwick")) == 1

    def test_two_tokens_make_two_accounts(self, crm: Crm) -> None:
        first = crm.create_account(self.account_fields(), token="t-1")
        other = crm.create_account(self.account_fields(), token="t-2")

        assert other.result != first.result

    def test_an_account_that_is_not_there_is_none(self, crm: Crm) -> None:
        assert crm.account("acc-nowhere") is None

    def test_an_account_without_what_is_required_is_refused_by_name(self, crm: Crm) -> None:
        required = [field.name for field in crm.describe(CrmObject.ACCOUNT) if field.required]

        refused = crm.create_account({}, token="t-1")

        assert isinstance(refused, Refused)
        assert all(name in refused.reason for name in required)

    def test_a_field_that_the_crm_does_not_have_is_refused_by_name(self, crm: Crm) -> None:
        refused = crm.create_account(self.account_fields() | {"colour": "red"}, token="t-1")

        assert isinstance(refused, Refused)
        assert "colour" in refused.reason

    def test_what_was_refused_can_be_created_under_the_same_token(self, crm: Crm) -> None:
        crm.create_account({}, token="t-1")

        assert isinstance(crm.create_account(self.account_fields(), token="t-1"), Done)

    # Search

    @pytest.mark.parametrize("text", ["Fenwick", "fen", "LIGHT", "light fen", " fenwick  lig "])
    def test_an_account_is_found_by_how_any_of_its_words_begin(self, crm: Crm, text: str) -> None:
        self.an_account(crm, "Fenwick Lighthouses")
        self.an_account(crm, "Lighterage & Sons")

        assert "Fenwick Lighthouses" in names(crm.search_accounts(text))

    def test_every_word_of_a_search_must_fit(self, crm: Crm) -> None:
        self.an_account(crm, "Fenwick Lighthouses")
        self.an_account(crm, "Fenwick Ferries")

        assert names(crm.search_accounts("fenwick lighth")) == ["Fenwick Lighthouses"]

    @pytest.mark.parametrize("text", ["", "   ", "enwick", "#", "%", "*", "' OR 1=1"])
    def test_what_fits_no_account_finds_none(self, crm: Crm, text: str) -> None:
        self.an_account(crm, "Fenwick Lighthouses")

        assert crm.search_accounts(text) == []

    def test_a_search_answers_no_more_than_asked_for(self, crm: Crm) -> None:
        for port in ("Bergen", "Molde", "Narvik"):
            self.an_account(crm, f"Harbour of {port}")

        assert len(crm.search_accounts("harbour", limit=2)) == 2

    def test_names_are_found_in_every_writing(self, crm: Crm) -> None:
        self.an_account(crm, "Łódź Straßenbau 東京")

        assert names(crm.search_accounts("łódź")) == ["Łódź Straßenbau 東京"]
        assert names(crm.search_accounts("STRASSEN")) == ["Łódź Straßenbau 東京"]

    # Opportunities

    def test_an_opportunity_is_read_as_it_was_created(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        fields = self.opportunity_fields(amount="12500.00", close_date="2027-09-30")

        created = crm.create_opportunity(account_id, fields, token="t-1")

        found = crm.opportunity(created.result)
        assert found is not None
        assert found.account_id == account_id
        assert fields.items() <= found.fields.items()

    def test_an_opportunity_is_created_once_per_token(self, crm: Crm) -> None:
        account_id, fields = self.an_account(crm), self.opportunity_fields()

        first = crm.create_opportunity(account_id, fields, token="t-1")
        again = crm.create_opportunity(account_id, fields, token="t-1")
        other = crm.create_opportunity(account_id, fields, token="t-2")

        assert again == first
        assert other != first

    def test_an_opportunity_with_bad_fields_is_refused_with_all_of_them(self, crm: Crm) -> None:
        bad = self.opportunity_fields(amount="a lot", close_date="soon")
        wrong = self.worded({"amount": "", "close_date": ""})

        refused = crm.create_opportunity(self.an_account(crm), bad, token="t-1")

        assert isinstance(refused, Refused)
        assert set(wrong) <= set(refused.fields)
        assert all(name in refused.reason for name in wrong)
        assert refused.fix

    def test_an_opportunity_that_is_not_there_is_none(self, crm: Crm) -> None:
        assert crm.opportunity("opp-nowhere") is None
