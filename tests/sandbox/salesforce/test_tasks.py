"""Tasks of the stand-in, by the client library that nobody here wrote."""

import pytest
from simple_salesforce import Salesforce as Client
from simple_salesforce.exceptions import SalesforceMalformedRequest

from sandbox.salesforce import Salesforce
from tests.sandbox.salesforce.rehearsal import HUB_ID

DEAL = {"Name": "Data lake", "StageName": "Prospecting", "CloseDate": "2027-03-31"}


@pytest.fixture
def deal(sf: Client) -> str:
    return str(sf.Opportunity.create(DEAL)["id"])


@pytest.fixture
def person(sf: Client) -> str:
    return str(sf.Contact.create({"LastName": "Virta"})["id"])


def test_a_new_task_is_open_and_one_that_is_completed_is_closed(sf: Client, deal: str) -> None:
    task = sf.Task.create({"Subject": "Call", "WhatId": deal})["id"]
    before = sf.Task.get(task)
    sf.Task.update(task, {"Status": "Completed"})

    after = sf.Task.get(task)

    assert task.startswith("00T")
    assert (before["Status"], before["Priority"]) == ("Not Started", "Normal")
    assert (before["IsClosed"], after["IsClosed"]) == (False, True)


def test_the_org_says_which_statuses_are_closed(sf: Client) -> None:
    query = "SELECT ApiName FROM TaskStatus WHERE IsClosed = true ORDER BY SortOrder LIMIT 1"

    assert [row["ApiName"] for row in sf.query(query)["records"]] == ["Completed"]


def test_a_task_is_on_records_of_several_objects(sf: Client, deal: str, person: str) -> None:
    account = sf.Account.create({"Name": "Nordwind Oy"})["id"]
    lead = sf.Lead.create({"LastName": "Virta", "Company": "Nordwind Oy"})["id"]

    for what, who in ((deal, person), (account, person), (None, lead)):
        sf.Task.create({"WhatId": what, "WhoId": who})

    fields = {field["name"]: field["referenceTo"] for field in sf.Task.describe()["fields"]}
    assert "Account" in fields["WhatId"]
    assert fields["WhoId"] == ["Contact", "Lead"]
    assert sf.query("SELECT Id FROM Task WHERE WhatId = null")["totalSize"] == 1


@pytest.mark.parametrize("place", ["WhatId", "WhoId"])
def test_a_record_of_another_kind_is_refused(
    sf: Client, deal: str, person: str, place: str
) -> None:
    wrong = person if place == "WhatId" else deal

    with pytest.raises(SalesforceMalformedRequest, match="FIELD_INTEGRITY_EXCEPTION"):
        sf.Task.create({place: wrong})


def test_a_mark_is_there_once(sf: Client, deal: str) -> None:
    sf.Task.create({"WhatId": deal, HUB_ID: "n-1"})

    with pytest.raises(SalesforceMalformedRequest, match="DUPLICATE_VALUE"):
        sf.Task.create({"WhatId": deal, HUB_ID: "N-1"})

    assert sf.Task.get_by_custom_id(HUB_ID, "n-1")["WhatId"] == deal


def test_tasks_go_with_their_opportunity_and_follow_a_merge(
    sf: Client, org: Salesforce, deal: str, person: str
) -> None:
    winner = sf.Contact.create({"LastName": "Virta"})["id"]
    sf.Task.create({"WhatId": deal, "WhoId": person})

    org.person(merge=person, into=winner)
    [task] = org.records("Task")
    org.person(delete=deal)

    assert task["WhoId"] == winner
    assert org.records("Task") == []
