from typing import Any

import pytest
import urllib3
from hubspot_sdk import InternalServerError, RateLimitError

from sandbox.hubspot import HubSpot
from sandbox.switches import BadBehaviourError
from tests.sandbox.hubspot.wire import OBJECTS, Wire

CREATE = {"method": "POST", "path": "/contacts$"}
EIVIND = {"properties": {"email": "eivind@halvard.example"}, "associations": []}


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("internal_error", 500),
        ("bad_gateway", 502),
        ("html_page", 502),
        ("service_unavailable", 503),
        ("gateway_timeout", 504),
        ("locked", 423),
        ("migrating", 477),
        ("rate_limited", 429),
        ("rate_limited_daily", 429),
        ("unauthenticated", 401),
        ("expired", 401),
        ("missing_scopes", 403),
    ],
)
def test_a_fault_strikes_once_and_nothing_has_happened(
    portal: HubSpot, wire: Wire, fault: str, status: int
) -> None:
    portal.behave(**{fault: CREATE})
    before = wire.get(f"{OBJECTS}/contacts").status

    struck = wire.pool.request("POST", f"{wire.url}{OBJECTS}/contacts", json=EIVIND)

    assert before == 200
    assert struck.status == status
    assert portal.effects == {}
    assert wire.post(f"{OBJECTS}/contacts", EIVIND).status == 201


@pytest.mark.parametrize("fault", ["internal_error_after_commit", "gateway_timeout_after_commit"])
def test_an_error_may_hide_a_success(portal: HubSpot, wire: Wire, fault: str) -> None:
    portal.behave(**{fault: CREATE})

    struck = wire.pool.request(
        "POST", f"{wire.url}{OBJECTS}/contacts", json=EIVIND, headers=_authorized(wire)
    )

    assert struck.status in (500, 504)
    assert portal.effects == {"contacts.created": 1}
    assert wire.post(f"{OBJECTS}/contacts", EIVIND).status == 409


@pytest.mark.parametrize(
    ("fault", "created"),
    [("drop_before_commit", {}), ("drop_after_commit", {"contacts.created": 1})],
)
def test_an_answer_may_never_come(
    portal: HubSpot, wire: Wire, fault: str, created: dict[str, int]
) -> None:
    portal.behave(**{fault: CREATE})

    with pytest.raises(urllib3.exceptions.ProtocolError):
        wire.post(f"{OBJECTS}/contacts", EIVIND)

    assert portal.effects == created
    assert portal.calls[-1].outcome == "lost"


def test_a_body_may_be_cut(portal: HubSpot, wire: Wire) -> None:
    portal.behave(truncated_body=CREATE)

    with pytest.raises(urllib3.exceptions.ProtocolError):
        wire.post(f"{OBJECTS}/contacts", EIVIND)

    assert portal.effects == {"contacts.created": 1}


def test_the_official_client_knows_these_errors(portal: HubSpot, dated: Any) -> None:
    portal.behave(rate_limited_with_retry_after=1)
    with pytest.raises(RateLimitError) as limited:
        dated.crm.objects.contacts.list()
    portal.behave(gateway_timeout=1)
    with pytest.raises(InternalServerError):
        dated.crm.objects.contacts.list()

    assert limited.value.response.headers["Retry-After"] == "7"
    assert limited.value.body["policyName"] == "TEN_SECONDLY_ROLLING"


@pytest.mark.parametrize(
    "wish",
    [
        {"speed": 1},
        {"search_lag_seconds": -1},
        {"search_lag_seconds": "soon"},
        {"conditional_rules": [{"type": "deals"}]},
        {"create_requires": ["amount"]},
        {"rate_limited": "often"},
        {"rate_limited": {"operation": "create"}},
        {"locked": {"path": "("}},
        {"scopes": "all"},
    ],
)
def test_a_wish_it_does_not_know_is_refused_and_nothing_changes(
    portal: HubSpot, wish: dict[str, Any]
) -> None:
    before = portal.behave()

    with pytest.raises(BadBehaviourError):
        portal.behave(daily_limit=9, internal_error=1, **wish)

    assert portal.behave() == before


def _authorized(wire: Wire) -> dict[str, str]:
    return {"Authorization": f"Bearer {wire.token}"}
