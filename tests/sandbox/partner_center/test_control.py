from typing import Any

import requests

from sandbox.partner_center import PartnerCenter, PartnerCenterServer
from tests.sandbox.partner_center.wire import REFERRALS, Wire


def control(server: PartnerCenterServer, method: str, path: str, body: Any = None) -> Any:
    response = requests.request(method, f"{server.url}/_sandbox/{path}", json=body, timeout=5)
    return response.status_code, response.json()


def test_everything_microsoft_does_can_be_asked_for_over_http(
    server: PartnerCenterServer, wire: Wire
) -> None:
    wish = {"name": "Hull 14", "contacts": "after_acceptance"}
    referral_id = control(server, "POST", "share", wish)[1]["id"]
    named = {"id": referral_id}

    control(server, "POST", "change", named | {"fields": {"details": {"dealValue": 7}}})
    control(server, "POST", "reveal", named)
    control(server, "POST", "expire", named)
    control(server, "POST", "poison", named | {"how": "nan"})

    shown = control(server, "GET", f"referral?id={referral_id}")[1]
    assert shown["details"]["dealValue"] == 7
    assert shown["customerProfile"]["team"]
    assert shown["substatus"] == "Expired"
    assert control(server, "GET", "referrals")[1] == [shown]
    assert control(server, "GET", "effects")[1] == {"referral.created": 1, "referral.updated": 3}
    assert len(control(server, "GET", "events")[1]) == 4
    assert control(server, "POST", "remove", named) == (200, None)
    assert wire.get(referral_id).status_code == 404


def test_behaviour_and_what_was_seen_can_be_asked_for_over_http(
    server: PartnerCenterServer, wire: Wire
) -> None:
    wire.listed()

    assert control(server, "POST", "behave", {"page_size": 5})[1]["page_size"] == 5
    assert control(server, "GET", "behave")[1]["page_size"] == 5
    assert control(server, "GET", "counts")[1][f"GET {REFERRALS}"] == 1
    assert control(server, "GET", "calls")[1][-1]["outcome"] == "200"
    assert control(server, "GET", "violations") == (200, [])
    assert "BEGIN CERTIFICATE" in control(server, "GET", "root")[1]["pem"]


def test_a_user_can_consent_anew_and_the_app_change_over_http(
    server: PartnerCenterServer, wire: Wire
) -> None:
    control(server, "POST", "behave", {"revoke_refresh_tokens": True})
    control(server, "POST", "app", {"client_secret": "new"})
    token = control(server, "POST", "consent")[1]["refresh_token"]

    assert wire.token(refresh_token=token).status_code == 401
    assert wire.token(refresh_token=token, client_secret="new").status_code == 200
    assert control(server, "GET", "app")[1]["client_secret"] == "new"


def test_a_control_call_that_makes_no_sense_is_told(server: PartnerCenterServer) -> None:
    assert control(server, "POST", "behave", {"nonsense": 1})[0] == 400
    assert control(server, "POST", "expire", {"id": "nobody"})[0] == 400
    assert control(server, "POST", "app", {"nonsense": 1})[0] == 400
    assert control(server, "GET", "nonsense")[0] == 404


def test_a_partner_center_can_begin_again(
    server: PartnerCenterServer, center: PartnerCenter
) -> None:
    center.share()
    Wire(server).log_in()
    center.behave(page_size=5, too_many_requests=1)

    control(server, "POST", "reset")

    assert center.referrals() == center.events == center.calls == []
    assert center.behave()["page_size"] == 100
    assert Wire(server).log_in().listed().status_code == 200


def test_a_deaf_listener_breaks_no_call(clock: Any) -> None:
    def deaf(event: dict[str, Any]) -> None:
        raise RuntimeError(event["EventName"])

    center = PartnerCenter(clock=clock, on_event=deaf)

    assert center.referral(center.share())["status"] == "New"
    assert len(center.events) == 1
