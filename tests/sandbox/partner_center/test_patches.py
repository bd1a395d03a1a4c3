import jsonpatch
import pytest

from sandbox.partner_center import PartnerCenter
from tests.sandbox.partner_center.wire import (
    REFERRALS,
    Wire,
    add,
    problem,
    replace,
)

SUE = {"firstName": "Sue", "lastName": "Smith", "email": "sue@fabrikam.example"}


def test_accepting_is_one_patch_and_dates_itself(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()

    accepted = wire.accept(referral_id)

    referral = center.referral(referral_id)
    assert (accepted.status_code, accepted.content) == (204, b"")
    assert (referral["status"], referral["substatus"]) == ("Active", "Accepted")
    assert referral["acceptedDateTime"] == referral["updatedDateTime"]


def test_a_patch_answers_the_referral_when_asked_for_it(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()

    answer = wire.patch(
        referral_id, replace("/details/dealValue", "10000"), Prefer="return=representation"
    )

    assert answer.status_code == 200
    assert answer.json()["details"]["dealValue"] == 10000
    assert answer.headers["ETag"] == wire.get(referral_id).headers["ETag"]


def test_patches_made_by_a_library_nobody_here_wrote_are_understood(
    wire: Wire, center: PartnerCenter
) -> None:
    referral_id = center.share(salesStage="Qualify")
    before = center.referral(referral_id)
    after = before | {"status": "Active", "substatus": "Accepted", "salesStage": "Propose"}

    operations = jsonpatch.make_patch(before, after).patch
    answer = wire.patch(referral_id, *operations, Prefer="return=representation")

    assert {name: answer.json()[name] for name in ("status", "substatus", "salesStage")} == {
        "status": "Active",
        "substatus": "Accepted",
        "salesStage": "Propose",
    }


def test_people_and_solutions_are_added_one_by_one(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share(contacts="never")
    solution = {"id": "SOL-1", "name": "Refit", "type": "Name"}

    wire.patch(
        referral_id,
        add("/team/-", SUE),
        add("/customerProfile/team/-", SUE),
        add("/details/requirements/solutions/-", solution),
    )

    referral = center.referral(referral_id)
    assert referral["team"] == referral["customerProfile"]["team"] == [SUE]
    assert referral["details"]["requirements"]["solutions"] == [solution]


def test_a_deal_can_be_registered_and_its_registration_changed(
    wire: Wire, center: PartnerCenter
) -> None:
    referral_id = center.share()
    wanted = {"type": "AzureIPCoSell", "contract": {"value": 5, "term": "Finite"}}

    wire.patch(referral_id, add("/registrations/-", wanted))
    wire.patch(referral_id, replace("/registrations/0/contract/value", 7))

    (registered,) = center.referral(referral_id)["registrations"]
    assert registered["contract"] == {"value": 7, "term": "Finite"}


@pytest.mark.parametrize(
    "operations",
    [
        [{"op": "remove", "path": "/team"}],
        [{"op": "test", "path": "/status", "value": "New"}],
        [replace("/customerProfile/name", "Somebody else")],
        [replace("/team/-", SUE)],
        [replace("/details/dealValue", "much")],
        [replace("/details/dealValue", True)],
        [replace("/details/closingDateTime", "soon")],
        [replace("/salesStage", "Negotiate")],
        [replace("/details/notes", 7)],
        [add("/team/-", {"shoeSize": "42"})],
        [replace("/details/notes", "kept out"), replace("/id", "mine")],
        [],
        ["status"],
        [{"op": "replace", "path": "/status"}],
    ],
)
def test_a_patch_that_is_not_allowed_changes_nothing(
    wire: Wire, center: PartnerCenter, operations: list[object]
) -> None:
    referral_id = center.share()
    before = center.referral(referral_id)

    refusal = wire.patch(referral_id, *operations)

    assert problem(refusal) == (400, "invalidRequest")
    assert center.referral(referral_id) == before


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        (("New", "Pending"), ("Active", "Accepted"), 204),
        (("New", "Pending"), ("Closed", "Declined"), 204),
        (("Active", "Accepted"), ("Closed", "Won"), 204),
        (("Closed", "Lost"), ("Closed", "Won"), 204),
        (("Active", "Accepted"), ("New", "Pending"), 422),
        (("Closed", "Expired"), ("Active", "Accepted"), 422),
        (("New", "Pending"), ("Active", "Won"), 422),
        (("New", "Pending"), ("Paused", "Accepted"), 422),
    ],
)
def test_a_status_follows_only_where_it_may(
    wire: Wire,
    center: PartnerCenter,
    before: tuple[str, str],
    after: tuple[str, str],
    status: int,
) -> None:
    referral_id = center.share(status=before[0], substatus=before[1])

    answer = wire.patch(referral_id, replace("/status", after[0]), replace("/substatus", after[1]))

    referral = center.referral(referral_id)
    assert answer.status_code == status
    assert (referral["status"], referral["substatus"]) == (after if status == 204 else before)


def test_a_patch_heeds_an_etag_only_when_it_is_given_one(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()
    stale = wire.get(referral_id).json()["eTag"]
    center.change(referral_id, name="changed by Microsoft")

    refusal = wire.patch(referral_id, replace("/details/notes", "x"), If_Match=stale)
    unasked = wire.patch(referral_id, replace("/details/notes", "x"))

    assert problem(refusal) == (412, "preconditionFailed")
    assert unasked.status_code == 204


def test_a_body_that_is_not_json_is_refused(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()
    as_text = wire.call("PATCH", f"{REFERRALS}/{referral_id}", [], Content_Type="text/plain")

    assert problem(as_text) == (400, "invalidRequest")
    assert problem(wire.call("POST", REFERRALS, "text")) == (400, "invalidRequest")
