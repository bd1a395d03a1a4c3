import pytest

from sandbox.partner_center import App, PartnerCenter, PartnerCenterServer
from tests.sandbox.partner_center.wire import REFERRALS, REGISTRATION, Clock, Wire, problem


def refused(wire: Wire, **form: str) -> tuple[int, str, int]:
    response = wire.token(**form)
    told = response.json()
    assert told["error_description"].startswith(f"AADSTS{told['error_codes'][0]}: ")
    return response.status_code, told["error"], told["error_codes"][0]


def test_a_refresh_token_gives_an_access_token_and_the_next_refresh_token(wire: Wire) -> None:
    granted = wire.token().json()

    assert granted["token_type"] == "Bearer"
    assert granted["expires_in"] == 3600
    assert granted["refresh_token"] not in (wire.refresh_token, App().refresh_token)
    assert wire.token(refresh_token=granted["refresh_token"]).status_code == 200


def test_the_old_refresh_token_keeps_working_as_entra_says(wire: Wire) -> None:
    wire.token()

    assert wire.token().status_code == 200


def test_the_old_refresh_token_can_be_worthless_after_a_while(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> None:
    center.behave(old_refresh_token_seconds=30)
    newer = wire.token().json()["refresh_token"]

    clock.pass_by(seconds=30)
    in_time = wire.token()
    clock.pass_by(seconds=1)

    assert in_time.status_code == 200
    assert refused(wire) == (400, "invalid_grant", 50173)
    assert wire.token(refresh_token=newer).status_code == 200


def test_a_refresh_token_lapses_when_nobody_uses_it_for_ninety_days(
    wire: Wire, clock: Clock
) -> None:
    clock.pass_by(days=89)
    newer = wire.token().json()["refresh_token"]
    clock.pass_by(days=1)

    assert refused(wire) == (400, "invalid_grant", 700082)
    assert wire.token(refresh_token=newer).status_code == 200


def test_revoked_refresh_tokens_stay_revoked_until_a_user_consents_anew(
    wire: Wire, center: PartnerCenter
) -> None:
    center.behave(revoke_refresh_tokens=True)

    assert refused(wire) == (400, "invalid_grant", 50173)
    assert wire.token(refresh_token=center.consent()).status_code == 200


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"refresh_token": "made up"}, (400, "invalid_grant", 9002313)),
        ({"client_secret": "wrong"}, (401, "invalid_client", 7000215)),
        ({"client_id": "somebody"}, (400, "unauthorized_client", 700016)),
        ({"grant_type": "password"}, (400, "unsupported_grant_type", 70003)),
        ({"scope": "https://graph.microsoft.com/.default"}, (400, "invalid_scope", 70011)),
        ({"refresh_token": ""}, (400, "invalid_request", 900144)),
    ],
)
def test_a_token_request_that_is_wrong_is_told_why(
    wire: Wire, form: dict[str, str], told: tuple[int, str, int]
) -> None:
    assert refused(wire, **form) == told


def test_another_tenant_is_not_found(server: PartnerCenterServer) -> None:
    elsewhere = Wire(server, App(tenant="contoso.onmicrosoft.com"))

    assert refused(elsewhere) == (400, "invalid_request", 90002)


def test_an_access_token_ends_after_its_hour(wire: Wire, clock: Clock) -> None:
    before = wire.listed()

    clock.pass_by(hours=1)

    assert before.status_code == 200
    assert problem(wire.listed()) == (401, "unauthenticated")


def test_a_token_for_referrals_does_not_open_the_webhooks(wire: Wire) -> None:
    assert wire.call("GET", REGISTRATION).status_code == 401
    assert wire.log_in("https://api.partnercenter.microsoft.com").listed().status_code == 401


def test_one_refresh_token_serves_both_apis(wire: Wire) -> None:
    wire.log_in("https://api.partnercenter.microsoft.com").log_in()

    assert wire.listed().status_code == 200


def test_nobody_enters_without_a_token(server: PartnerCenterServer) -> None:
    assert problem(Wire(server).call("GET", REFERRALS)) == (401, "unauthenticated")


def test_a_user_without_the_role_sees_nothing(wire: Wire, center: PartnerCenter) -> None:
    center.behave(has_referral_role=False)

    assert problem(wire.listed()) == (403, "accessDenied")


def test_access_tokens_can_be_worthless_at_once(wire: Wire, center: PartnerCenter) -> None:
    center.behave(expire_access_tokens=True)

    assert problem(wire.listed()) == (401, "unauthenticated")
    assert wire.log_in().listed().status_code == 200


def test_the_journal_keeps_no_secret(wire: Wire, center: PartnerCenter) -> None:
    wire.token()

    assert [call.body for call in center.calls] == ["", ""]
