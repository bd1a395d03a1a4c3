"""The intake policy: read by the host, changed by an admin who has seen what is changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.functions.api.client import Client


def test_the_policy_that_ships_is_version_zero(reader: Client) -> None:
    read = reader.get("/v1/policy")

    assert read.said["version"] == 0
    assert read.headers["ETag"] == '"0"'


def test_an_admin_publishes_the_next_version_of_what_was_read(admin: Client) -> None:
    read = admin.get("/v1/policy")
    changed = read.said | {"existing_contact": "link"}

    published = admin.put("/v1/policy", changed, if_match=read.headers["ETag"])

    assert published.status == 200
    assert published.headers["ETag"] == '"1"'
    assert admin.get("/v1/policy").said == published.said
    assert published.said["existing_contact"] == "link"


def test_earlier_versions_can_still_be_read(admin: Client) -> None:
    shipped = admin.get("/v1/policy").said
    admin.put("/v1/policy", {"contact_role": "Sponsor"}, if_match='"0"')

    assert admin.get("/v1/policy/0").said == shipped
    assert admin.get("/v1/policy/1").said["contact_role"] == "Sponsor"


def test_a_version_that_was_never_published_is_not_found(admin: Client) -> None:
    missing = admin.get("/v1/policy/7")

    assert (missing.status, missing.code) == (404, "policy_not_found")


@pytest.mark.parametrize("headers", [{}, {"if_match": "*"}])
def test_nobody_changes_a_policy_without_saying_which(
    admin: Client, headers: dict[str, str]
) -> None:
    refused = admin.put("/v1/policy", {}, **headers)

    assert (refused.status, refused.code) == (428, "precondition_required")


@pytest.mark.parametrize("whose", ["", "?partner_id=harbour"])
def test_who_does_not_say_which_policy_hears_where_to_read_it(admin: Client, whose: str) -> None:
    path, _, query = f"/v1/policy/0/restore{whose}".partition("?")

    refused = admin.send("POST", path, query=query)

    assert f"GET /v1/policy{whose} answers with it" in refused.said["detail"]


@pytest.mark.parametrize("etag", ['"1"', "0", 'W/"0"', '"x"'])
def test_a_policy_that_has_moved_on_is_not_overwritten(admin: Client, etag: str) -> None:
    refused = admin.put("/v1/policy", {}, if_match=etag)

    assert (refused.status, refused.code) == (412, "precondition_failed")
    assert admin.get("/v1/policy").said["version"] == 0


def test_of_ten_admins_changing_one_version_at_once_one_succeeds(admin: Client) -> None:
    def change(i: int) -> int:
        return admin.put("/v1/policy", {"contact_role": f"Role {i}"}, if_match='"0"').status

    with ThreadPoolExecutor(10) as crowd:
        statuses = sorted(crowd.map(change, range(10)))

    assert statuses == [200] + [412] * 9


def test_a_policy_that_names_what_the_crm_does_not_know_is_refused_with_every_place(
    admin: Client,
) -> None:
    policy = {
        "opportunity_mapping": [
            {"target": "name", "template": "{title}"},
            {"target": "mood", "template": "sunny"},
        ],
        "account_field_set": ["shoe_size"],
        "association_type": "Nobody",
    }

    refused = admin.put("/v1/policy", policy, if_match='"0"')

    assert (refused.status, refused.code) == (422, "policy_does_not_fit")
    assert set(refused.wrong) == {
        "opportunity_mapping.1.target",
        "account_field_set.0",
        "association_type",
    }


def test_a_template_may_name_known_paths_only(admin: Client) -> None:
    mapping = [{"target": "name", "template": "{customer.secret}"}]

    refused = admin.put("/v1/policy", {"opportunity_mapping": mapping}, if_match='"0"')

    assert (refused.status, refused.code) == (422, "policy_does_not_fit")
    assert "customer.secret" in refused.wrong["opportunity_mapping.0.template"]


def test_an_operator_does_not_change_the_policy(operator: Client) -> None:
    refused = operator.put("/v1/policy", {}, if_match='"0"')

    assert (refused.status, refused.code) == (403, "not_allowed")


def test_the_field_set_puts_unmapped_fields_on_the_form(
    admin: Client, operator: Client, number: str
) -> None:
    admin.put("/v1/policy", {"opportunity_field_set": ["next_step"]}, if_match='"0"')

    form = operator.previews(number).said["opportunity"]

    assert {"next_step"} == {f["name"] for f in form if f["origin"] == "field_set"}
