from typing import Any

import pytest

from sandbox.partner_central.model_check import (
    _CHECKS,
    Code,
    _compiled,
    flaws_of_request,
    flaws_of_response,
    service_model,
    without_nulls,
)

INVITATION = {"Catalog": "Sandbox", "Id": "engi-0123456789abc"}


def found_in_request(operation: str, request: dict[str, Any]) -> list[tuple[str, Code]]:
    return [(flaw.path, flaw.code) for flaw in flaws_of_request(operation, request)]


def found_in_response(operation: str, response: Any) -> list[tuple[str, Code]]:
    return [(flaw.path, flaw.code) for flaw in flaws_of_response(operation, response)]


def test_the_projects_own_sample_has_no_flaw(sample: dict[str, Any]) -> None:
    assert flaws_of_request("CreateOpportunity", sample) == []


def test_a_missing_member_is_named(sample: dict[str, Any]) -> None:
    del sample["Customer"]["Account"]["CompanyName"]

    found = found_in_request("CreateOpportunity", sample)

    assert found == [("Customer.Account.CompanyName", Code.REQUIRED_FIELD_MISSING)]


def test_an_unknown_member_is_named(sample: dict[str, Any]) -> None:
    sample["Customer"]["Contacts"][0]["Mail"] = "sunniva@halvard-marine.example"

    found = found_in_request("CreateOpportunity", sample)

    assert found == [("Customer.Contacts[0].Mail", Code.INVALID_VALUE)]


def test_a_value_outside_its_enum_is_named(sample: dict[str, Any]) -> None:
    sample["LifeCycle"]["Stage"] = "Closed Won"

    found = found_in_request("CreateOpportunity", sample)

    assert found == [("LifeCycle.Stage", Code.INVALID_ENUM_VALUE)]


@pytest.mark.parametrize("address", ["Sunniva@halvard-marine.example", "sunniva", "a b@c.example"])
def test_an_address_with_capitals_or_no_address_breaks_the_pattern(
    sample: dict[str, Any], address: str
) -> None:
    sample["Customer"]["Contacts"][0]["Email"] = address

    found = found_in_request("CreateOpportunity", sample)

    assert found == [("Customer.Contacts[0].Email", Code.INVALID_STRING_FORMAT)]


@pytest.mark.parametrize("amount", ["1,000", "-5", "007", "1e3", "10.005"])
def test_money_in_any_other_notation_breaks_the_pattern(
    sample: dict[str, Any], amount: str
) -> None:
    sample["Project"]["ExpectedCustomerSpend"][0]["Amount"] = amount

    found = found_in_request("CreateOpportunity", sample)

    assert found == [("Project.ExpectedCustomerSpend[0].Amount", Code.INVALID_STRING_FORMAT)]


@pytest.mark.parametrize("length", [19, 2001])
def test_a_problem_told_too_briefly_or_too_long_is_named(
    sample: dict[str, Any], length: int
) -> None:
    sample["Project"]["CustomerBusinessProblem"] = "x" * length

    found = found_in_request("CreateOpportunity", sample)

    assert found == [("Project.CustomerBusinessProblem", Code.INVALID_STRING_FORMAT)]


def test_a_string_longer_than_its_declared_length_is_named() -> None:
    lead = {"Customer": {"CompanyName": "Nyx", "CountryCode": "elevenchars"}}
    lead |= {"Interaction": {"ContactBusinessTitle": "CTO"}}

    found = found_in_response(
        "GetEngagementInvitation", {**INVITATION, "Payload": {"LeadInvitation": lead}}
    )

    path = "Payload.LeadInvitation.Customer.CountryCode"
    assert found == [(path, Code.VALUE_OUT_OF_RANGE)]


@pytest.mark.parametrize("count", [0, 11])
def test_a_list_with_too_few_or_too_many_values_is_named(count: int) -> None:
    filters = {"Catalog": "Sandbox", "ParticipantType": "RECEIVER"}
    filters["EngagementIdentifier"] = ["eng-0123456789abcd"] * count  # type: ignore[assignment]

    found = found_in_request("ListEngagementInvitations", filters)

    code = Code.NOT_ENOUGH_VALUES if count == 0 else Code.TOO_MANY_VALUES
    assert found == [("EngagementIdentifier", code)]


@pytest.mark.parametrize("size", [0, 101])
def test_a_number_out_of_range_is_named(size: int) -> None:
    found = found_in_request("ListOpportunities", {"Catalog": "Sandbox", "MaxResults": size})

    assert found == [("MaxResults", Code.VALUE_OUT_OF_RANGE)]


@pytest.mark.parametrize(
    ("member", "value"),
    [("MaxResults", "20"), ("MaxResults", True), ("NextToken", 7), ("LifeCycleStage", "Prospect")],
)
def test_a_value_of_the_wrong_type_is_named(member: str, value: Any) -> None:
    found = found_in_request("ListOpportunities", {"Catalog": "Sandbox", member: value})

    assert found == [(member, Code.INVALID_VALUE)]


@pytest.mark.parametrize(
    "instant", ["2026-11-23", "2026-11-23T07:41:18", "2026-13-23T07:41:18Z", "yesterday"]
)
def test_what_is_not_an_instant_in_utc_is_named(instant: str) -> None:
    window = {"LastModifiedDate": {"AfterLastModifiedDate": instant}}

    found = found_in_request("ListOpportunities", {"Catalog": "Sandbox", **window})

    path = "LastModifiedDate.AfterLastModifiedDate"
    assert found == [(path, Code.INVALID_STRING_FORMAT)]


@pytest.mark.parametrize("fraction", ["", ".2", ".250", ".250000", ".250000097"])
def test_an_instant_may_have_up_to_nanoseconds(fraction: str) -> None:
    window = {"LastModifiedDate": {"AfterLastModifiedDate": f"2026-11-23T07:41:18{fraction}Z"}}

    assert found_in_request("ListOpportunities", {"Catalog": "Sandbox", **window}) == []


def test_a_union_needs_exactly_one_member() -> None:
    found = found_in_response("GetEngagementInvitation", {**INVITATION, "Payload": {}})

    assert found == [("Payload", Code.INVALID_VALUE)]


def test_all_flaws_are_told_at_once(sample: dict[str, Any]) -> None:
    sample |= {"Catalog": "Sand box", "Bogus": 1, "NationalSecurity": "Perhaps"}
    del sample["ClientToken"]

    found = found_in_request("CreateOpportunity", sample)

    assert sorted(path for path, _ in found) == [
        "Bogus",
        "Catalog",
        "ClientToken",
        "NationalSecurity",
    ]


def test_an_operation_without_output_answers_nothing() -> None:
    assert found_in_response("RejectEngagementInvitation", {}) == []
    assert found_in_response("RejectEngagementInvitation", {"Id": "x"}) == [
        ("", Code.INVALID_VALUE)
    ]


def test_nulls_count_as_absent_at_any_depth() -> None:
    document = {"a": None, "b": [{"c": None, "d": 1}], "e": {"f": None}}

    assert without_nulls(document) == {"b": [{"d": 1}], "e": {}}


def test_every_pattern_of_the_model_can_be_checked() -> None:
    model = service_model()
    patterns = {model.shape_for(name).metadata.get("pattern") for name in model.shape_names}

    compiled = [_compiled(pattern) for pattern in patterns if pattern]

    assert compiled


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://halvard-marine.example", True),
        ("www.halvard-marine.example/a.b?c=1", True),
        ("halvard", False),
        ("https://halvard.example/with space", False),
        ("a" + ".b" * 120 + "~", False),
    ],
)
def test_a_website_is_judged_in_no_time(url: str, fits: bool) -> None:  # noqa: FBT001
    pattern = service_model().shape_for("CompanyWebsiteUrl").metadata["pattern"]

    assert bool(_compiled(pattern).fullmatch(url)) is fits


def test_tags_may_be_written_in_any_script() -> None:
    request = {"Catalog": "Sandbox", "Identifier": "engi-0123456789abc", "ClientToken": "t"}
    request["Tags"] = [{"Key": "Område", "Value": "北欧 2026"}, {"Key": "a|b", "Value": ""}]  # type: ignore[assignment]

    found = found_in_request("StartEngagementByAcceptingInvitationTask", request)

    assert found == [("Tags[1].Key", Code.INVALID_STRING_FORMAT)]


def test_whatever_type_awss_model_has_can_be_checked() -> None:
    model = service_model()

    types = {model.shape_for(name).type_name for name in model.shape_names}

    assert types <= _CHECKS.keys()
