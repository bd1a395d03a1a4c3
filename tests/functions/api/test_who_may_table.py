"""The table of who may call what: complete, and shown to whoever reads the document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.api import access_page, who_may
from functions.api.operations.table import OPERATIONS
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.functions.api.client import Client, a_client
from tests.functions.api.documented import OF_A_PARTNER, OF_THE_HUB, routes


def test_every_route_has_a_row_in_the_table_and_shows_it() -> None:
    assert {route.operation_id for route in routes()} == set(who_may.MAY)
    for route in routes():
        assert (route.roles or frozenset()) == who_may.roles_of(route.operation_id)
        assert route.open is who_may.is_open(route.operation_id)


def test_an_operation_of_which_nobody_wrote_down_who_may_is_refused_by_name() -> None:
    with pytest.raises(LookupError, match=r"sellReferral has no row .*who_may: say who may"):
        replace(OPERATIONS[0], operation_id="sellReferral")


@pytest.mark.parametrize("row", ["", "AX", "*A"])
def test_a_row_of_other_letters_than_roles_is_refused(
    row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who_may, "MAY", {"whoAmI": row})

    with pytest.raises(LookupError, match="whoAmI"):
        who_may.roles_of("whoAmI")


def test_of_every_parameter_it_is_known_whether_it_names_a_partners_record() -> None:
    assert not OF_A_PARTNER & OF_THE_HUB
    for route in routes():
        assert route.parameters <= OF_A_PARTNER | OF_THE_HUB, f"say in documented.py: {route.path}"


def test_the_page_shows_the_table_as_it_is() -> None:
    written = access_page.PAGE.read_text(encoding="utf-8")

    assert written == access_page.text(), "python -m functions.api.openapi"


@pytest.mark.parametrize("path", ["/health", "/openapi.json", "/docs", "/docs/swagger-ui.js"])
def test_what_is_for_anyone_opens_without_a_key(hub: Hub, path: str) -> None:
    assert Client(hub).get(path).status == 200


def test_who_may_not_hears_who_may(hub: Hub) -> None:
    refused = a_client(hub, Role.PARTNER_STAFF).patch("/v1/referrals/R-000001/deal", {})

    may = "the role partner_staff may not do this; integration, operator or partner_manager may"
    assert (refused.status, refused.said["detail"]) == (403, may)
