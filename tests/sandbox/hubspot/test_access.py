"""Tokens, scopes and how many calls are taken."""

import pytest

from sandbox.hubspot import HubSpot
from tests.sandbox.hubspot.conftest import Clock
from tests.sandbox.hubspot.wire import OBJECTS, Wire


@pytest.mark.parametrize("token", ["", "pat-eu1-other"])
def test_a_token_nobody_knows_is_refused(wire: Wire, token: str) -> None:
    refused = Wire(wire.url, token).get(f"{OBJECTS}/contacts")

    assert (refused.status, refused.body["category"]) == (401, "INVALID_AUTHENTICATION")


def test_a_missing_scope_is_named(portal: HubSpot, wire: Wire) -> None:
    portal.behave(scopes=["crm.objects.contacts.read"])

    refused = wire.post(f"{OBJECTS}/contacts", {"properties": {}})

    assert (refused.status, refused.body["category"]) == (403, "MISSING_SCOPES")
    assert refused.body["errors"][0]["context"] == {
        "requiredGranularScopes": ["crm.objects.contacts.write"]
    }
    assert wire.get(f"{OBJECTS}/contacts").status == 200


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", f"{OBJECTS}/deals", "crm.objects.deals.read"),
        ("POST", f"{OBJECTS}/companies/search", "crm.objects.companies.read"),
        ("POST", f"{OBJECTS}/companies/batch/upsert", "crm.objects.companies.write"),
        ("POST", f"{OBJECTS}/p_referral/batch/upsert", "crm.objects.custom.write"),
        ("POST", "/crm/properties/2026-09/deals", "crm.schemas.deals.write"),
        ("GET", "/crm/properties/2026-09/deals", "crm.schemas.deals.read"),
        ("GET", "/crm/pipelines/2026-09/deals", "crm.objects.deals.read"),
        ("GET", "/crm/owners/2026-09", "crm.objects.owners.read"),
        ("GET", "/crm-object-schemas/2026-09/schemas", "crm.schemas.custom.read"),
    ],
)
def test_each_call_needs_its_scope(
    portal: HubSpot, wire: Wire, method: str, path: str, scope: str
) -> None:
    portal.behave(scopes=[])
    refused = wire.ask(method, path, {} if method == "POST" else None)

    portal.behave(scopes=[scope])
    then = wire.ask(method, path, {} if method == "POST" else None)

    assert refused.status == 403
    assert then.status in (200, 400)


def test_the_ten_second_window_rolls(portal: HubSpot, clock: Clock, wire: Wire) -> None:
    portal.behave(ten_secondly_limit=2)
    answers = [wire.get(f"{OBJECTS}/contacts") for _ in range(3)]
    clock.advance(10)

    later = wire.get(f"{OBJECTS}/contacts")

    assert [each.status for each in answers] == [200, 200, 429]
    assert answers[2].body["policyName"] == "TEN_SECONDLY_ROLLING"
    assert answers[2].body["category"] == "RATE_LIMITS"
    assert "Retry-After" not in answers[2].headers
    assert [each.headers["X-HubSpot-RateLimit-Remaining"] for each in answers] == ["1", "0", "0"]
    assert later.status == 200


def test_search_has_its_own_pace_and_no_headers(portal: HubSpot, clock: Clock, wire: Wire) -> None:
    portal.behave(search_secondly_limit=1, retry_after_seconds=1)

    first, second = (wire.post(f"{OBJECTS}/contacts/search", {}) for _ in range(2))

    assert (first.status, second.status) == (200, 429)
    assert second.body["policyName"] == "SECONDLY"
    assert second.headers["Retry-After"] == "1"
    assert not [name for name in first.headers if name.startswith("X-HubSpot-RateLimit")]
    clock.advance(1)
    assert wire.post(f"{OBJECTS}/contacts/search", {}).status == 200


def test_the_day_has_a_limit_too(portal: HubSpot, clock: Clock, wire: Wire) -> None:
    portal.behave(daily_limit=1)
    wire.get(f"{OBJECTS}/contacts")

    refused = wire.get(f"{OBJECTS}/contacts")

    assert refused.body["policyName"] == "DAILY"
    assert refused.headers["X-HubSpot-RateLimit-Daily-Remaining"] == "0"
    clock.advance(24 * 3600)
    assert wire.get(f"{OBJECTS}/contacts").status == 200


def test_a_path_nobody_serves_answers_404(wire: Wire) -> None:
    assert wire.get("/crm/objects/2025-01/contacts").status == 404
    assert wire.ask("PATCH", f"{OBJECTS}/contacts").status == 404
