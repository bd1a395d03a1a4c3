"""Queries that are longer than an address may be."""

from __future__ import annotations

import pytest
import urllib3

from tests.adapters.crms.salesforce.org import Stage
from tests.builders import a_contact

LIGATURE = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"


def test_an_account_is_found_by_a_name_however_long(stage: Stage) -> None:
    name = "\N{CJK UNIFIED IDEOGRAPH-6F22}" * 100
    account_id = stage.seed("Account", Name=name)

    found = stage.crm.search_accounts(name)

    assert [account.account_id for account in found] == [account_id]
    assert stage.calls()[-1] == "POST /composite"


def test_a_person_is_found_by_names_that_are_long_in_every_spelling(stage: Stage) -> None:
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    person = a_contact(last_name=LIGATURE * 80, email=f"{LIGATURE * 60}@fenwick.example")
    told = {"LastName": person.last_name, "AccountId": account_id}
    contact_id = stage.seed("Contact", **told)

    found = stage.crm.contacts_like(account_id, person)

    assert [contact.contact_id for contact in found] == [contact_id]
    assert stage.calls()[-1] == "POST /composite"


@pytest.mark.parametrize(("length", "status"), [(16_500, 414), (16_300, 431)])
def test_the_stand_in_takes_no_address_that_salesforce_would_not(
    stage: Stage, length: int, status: int
) -> None:
    url = f"{stage.server.url}/services/data/v68.0/query?q={'x' * length}"

    answer = urllib3.request("GET", url, headers={"Authorization": "Bearer " + "y" * 200})

    assert answer.status == status
