"""What the people of the org do in the browser: the same rules, another signature."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.salesforce.errors import not_found, refusal
from sandbox.salesforce.metadata.activities import TASK_STATUSES
from sandbox.salesforce.metadata.ids import read_id
from sandbox.salesforce.metadata.programme import PROGRAMME
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.metadata.stages import STAGES
from sandbox.salesforce.org.reading import live_record
from sandbox.salesforce.org.record import Change, Record
from sandbox.salesforce.org.state import Caller, Org, Programme
from sandbox.salesforce.org.writing import create, discard, save
from sandbox.switches import BadBehaviourError

# Where a record points to the loser of a merge, it points to the winner afterwards.
_FOLLOWERS = {
    "Account": (("Contact", "AccountId"), ("Opportunity", "AccountId"), ("Task", "WhatId")),
    "Contact": (("OpportunityContactRole", "ContactId"), ("Task", "WhoId")),
    "Lead": (("Task", "WhoId"),),
}


def settle(org: Org) -> None:
    """Let the org have its users, stages and statuses of tasks."""
    org.id = org.ids.mint("00D")
    org.channel = org.ids.mint("0YL")
    org.integration_user = _hire(org, "Ingrid", "Integration", "integration@example.com")
    org.sales_user = _hire(org, "Sam", "Seller", "sam@example.com")
    for place, stage in enumerate(STAGES, start=1):
        _set_up(
            org,
            org.schema.of("OpportunityStage"),
            {
                "MasterLabel": stage.name,
                "ApiName": stage.name,
                "SortOrder": place,
                "DefaultProbability": float(stage.probability),
                "ForecastCategoryName": stage.forecast,
                "IsActive": True,
                "IsClosed": stage.is_closed,
                "IsWon": stage.is_won,
            },
        )
    for place, status in enumerate(TASK_STATUSES, start=1):
        told = {"MasterLabel": status.name, "ApiName": status.name, "IsClosed": status.is_closed}
        whole = {**told, "SortOrder": place, "IsDefault": place == 1}
        _set_up(org, org.schema.of("TaskStatus"), whole)
    org.store.commit()


def run_programme(org: Org, wish: Mapping[str, Any]) -> None:
    """
    Let the org have a referral programme, or none; each type of event is a subtype of its journal.

    Raises:
        BadBehaviourError: no such field.
    """
    told: dict[str, Any] = {k: v if isinstance(v, str) else (*v,) for k, v in wish.items()}
    try:
        org.programme = Programme(**told)
    except TypeError as error:
        raise BadBehaviourError(f"referral_programme: {error}") from error
    verb = "show" if org.programme.codes else "hide"
    org.schema.change({verb: [sobject.name for sobject in PROGRAMME]})
    for name in org.programme.event_types:
        if not org.store.carrying("JournalSubType", "Name", name):
            _set_up(org, org.schema.of("JournalSubType"), {"Name": name})
    org.store.commit()


def _hire(org: Org, first: str, last: str, email: str) -> str:
    told = {"Username": email, "Email": email, "FirstName": first, "LastName": last}
    drawn = {"Name": f"{first} {last}", "Alias": first[:8].lower(), "IsActive": True}
    return _set_up(org, org.schema.of("User"), {**told, **drawn})


def _set_up(org: Org, sobject: SObject, values: Mapping[str, Any]) -> str:
    record_id = org.ids.mint(sobject.prefix)
    by = org.integration_user or record_id
    org.store.put(Record.made(sobject.name, record_id, values, by=by, at=org.now))
    return record_id


def seed(org: Org, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """
    Create records that were always there, and return their ids.

    Each row names its object: `{"attributes": {"type": "Account"}, "Name": "Nordwind Oy"}`.

    Raises:
        SalesforceError: a rule says no.
    """
    caller = Caller(org.sales_user, allow_duplicates=True)
    return [create(org, caller, org.schema.of(row["attributes"]["type"]), row) for row in rows]


def find(org: Org, text: str) -> tuple[SObject, Record]:
    """
    Return a record, whichever object it is of.

    Raises:
        SalesforceError: no such record, or it is deleted.
    """
    record_id = read_id(text) or ""
    sobject = org.schema.of_record(record_id)
    if sobject is None:
        raise not_found()
    return sobject, live_record(org, sobject, record_id)


def add_products(org: Org, caller: Caller, text: str, worth: float) -> None:
    """
    Let an opportunity or an order have products; its amount is their sum from now on.

    Raises:
        SalesforceError: no such record.
    """
    sobject, record = find(org, text)
    of_deal = {"HasOpportunityLineItem": True, "Amount": worth}
    save(org, caller, record, {"TotalAmount": worth} if sobject.name == "Order" else of_deal)


def merge(org: Org, caller: Caller, winner_id: str, loser_id: str) -> None:
    """
    Merge one record into another of its object, as accounts, contacts and leads can be.

    The loser is deleted and remembers its master; what hung on it hangs on the winner. The
    winner keeps its own values.

    Raises:
        SalesforceError: no such records, or of different objects.
    """
    (sobject, winner), (other, loser) = find(org, winner_id), find(org, loser_id)
    if sobject.name != other.name:
        raise refusal("INVALID_OPERATION", "merge records of one object")
    for name, field in _FOLLOWERS.get(sobject.name, ()):
        for follower in org.store.carrying(name, field, loser.id):
            save(org, caller, follower, {field: winner.id})
    discard(org, caller, loser, {"MasterRecordId": winner.id})
    save(org, caller, winner, {})


def undelete(org: Org, caller: Caller, text: str) -> None:
    """
    Take a record out of the recycle bin.

    Raises:
        SalesforceError: it is not in there.
    """
    record_id = read_id(text) or ""
    sobject = org.schema.of_record(record_id)
    found = org.store.get(sobject.name, record_id) if sobject else None
    if found is None or not found.is_deleted:
        raise not_found()
    back = found.saved({"IsDeleted": False}, by=caller.user_id, at=org.now)
    org.store.put(back, Change("UNDELETE", found, back, caller.origin))
