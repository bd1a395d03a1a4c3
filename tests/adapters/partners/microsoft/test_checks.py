"""What an admin sees who tests the connection with Partner Center."""

from __future__ import annotations

import pytest

from referral_hub.domain.crm import Check
from tests.adapters.partners.microsoft.stage import Stage
from tests.sandbox.partner_center.wire import REGISTRATION, WEBHOOKS, Wire

URL = "https://hub.example/v1/partner-events/microsoft/microsoft"
EVENTS = ["referral-created", "referral-updated", "test-created"]


def checks(stage: Stage) -> dict[str, Check]:
    return {check.name: check for check in stage.connection.check()}


def register(stage: Stage, url: str = URL, events: list[str] = EVENTS, **more: object) -> None:
    body = {"WebhookUrl": url, "WebhookEvents": events}
    options = {"SignatureTokenToMsSignatureHeader": True, **more}
    Wire(stage.server).log_in(WEBHOOKS).call("POST", REGISTRATION, body | options)


def test_a_connection_that_has_all_it_needs_passes(stage: Stage) -> None:
    register(stage)

    found = checks(stage)

    assert list(found) == ["sign-in", "permission to read referrals", "webhook"]
    assert all(check.passed for check in found.values())


def test_a_revoked_sign_in_is_told_with_how_to_sign_in_anew(stage: Stage) -> None:
    stage.center.behave(revoke_refresh_tokens=True)

    found = checks(stage)

    assert list(found) == ["sign-in"]
    assert "lapsed or was revoked" in found["sign-in"].problem
    assert "device code" in found["sign-in"].fix


def test_a_user_without_the_role_is_told_with_which_role(stage: Stage) -> None:
    stage.center.behave(has_referral_role=False)

    found = checks(stage)["permission to read referrals"]

    assert "Partner Center refuses" in found.problem
    assert "Referrals administrator" in found.fix


def test_a_hub_that_no_webhook_tells_works_and_says_so(stage: Stage) -> None:
    found = checks(stage)["webhook"]

    assert found.problem == "None is registered."
    assert "only the poll finds news" in found.fix


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"url": "https://other.example/hooks"}, "another address"),
        ({"events": ["referral-created"]}, "referral-updated"),
        ({"SignatureTokenToMsSignatureHeader": False}, "SignatureTokenToMsSignatureHeader"),
    ],
)
def test_a_webhook_that_is_registered_otherwise_is_told(
    stage: Stage, wrong: dict[str, object], told: str
) -> None:
    register(stage, **wrong)  # type: ignore[arg-type]

    assert told in checks(stage)["webhook"].problem


def test_an_outage_is_told_and_not_raised(stage: Stage) -> None:
    stage.center.behave(general_exception={"path": "/v1.0/engagements/referrals", "times": 1})

    found = checks(stage)["permission to read referrals"]

    assert "500" in found.problem
    assert found.fix


def test_checking_changes_nothing_at_microsoft(stage: Stage) -> None:
    checks(stage)

    changing = [c for c in stage.calls if c.method != "GET" and not c.path.endswith("/token")]
    assert changing == []
