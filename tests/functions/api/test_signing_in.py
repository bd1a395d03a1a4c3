"""People who sign in with their organisation: a token says who, their record says what they may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from referral_hub.adapters.issuer_keys import IssuerKeys
from referral_hub.domain.access import Role
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from sandbox.identity_provider import IdentityProvider
from tests.builders import Clock, a_hub, a_user
from tests.functions.api.client import Client, a_client
from tests.signed_in import INGRID, ISSUER, a_provider, verifying


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(clock: Clock) -> IdentityProvider:
    return a_provider(clock)


@pytest.fixture
def hub(clock: Clock, provider: IdentityProvider) -> Hub:
    hub = a_hub(clock=clock, sign_in=verifying(provider))
    hub.users.save(a_user(email=INGRID, name="Ingrid Dahl"))
    return hub


@pytest.fixture
def ingrid(hub: Hub, provider: IdentityProvider) -> Client:
    return Client(hub, provider.token(INGRID, ISSUER))


def told_anew(hub: Hub, **said: Any) -> None:
    hub.users.save(hub.users.get(INGRID).model_copy(update=said))


def test_a_token_lets_its_person_in(ingrid: Client) -> None:
    me = ingrid.get("/v1/me").said

    assert (me["role"], me["user"], me["name"]) == ("operator", INGRID, "Ingrid Dahl")
    assert INGRID not in me["key_id"]


def test_what_a_person_may_do_says_the_hub_and_not_the_token(
    hub: Hub, provider: IdentityProvider
) -> None:
    boast = Client(hub, provider.token(INGRID, ISSUER, role="admin", roles=["admin"]))

    assert boast.get("/v1/users").code == "not_allowed"


def test_what_is_said_anew_of_a_person_counts_at_once(hub: Hub, ingrid: Client) -> None:
    ingrid.get("/v1/me")

    told_anew(hub, role=Role.PARTNER_STAFF, partner_ids=("harbour",))

    me = ingrid.get("/v1/me").said
    assert (me["role"], me["partner_id"]) == ("partner_staff", "harbour")


def test_a_person_who_is_let_in_no_more_is_out_at_once(hub: Hub, ingrid: Client) -> None:
    told_anew(hub, active=False)

    refused = ingrid.get("/v1/me")

    assert (refused.status, refused.code) == (403, "user_not_active")


@pytest.mark.parametrize(
    "email",
    [
        "lars@host.example",
        "\uff49ngrid@host.example",
        "ingr\u0456d@host.example",
        "ingrid@ho\u017ft.example",
        f" {INGRID}",
        f"{INGRID}\n",
        f"{INGRID}\x1f",
    ],
    ids=["unknown", "wide", "cyrillic", "long s", "space", "line break", "separator"],
)
def test_whoever_is_not_known_by_this_very_address_is_nobody_here(
    hub: Hub, provider: IdentityProvider, email: str
) -> None:
    refused = Client(hub, provider.token(INGRID, ISSUER, email=email)).get("/v1/me")

    assert (refused.status, refused.code) == (403, "user_not_known")
    assert email not in refused.text


def test_capitals_make_no_other_person(hub: Hub, provider: IdentityProvider) -> None:
    token = provider.token(INGRID, ISSUER, email="Ingrid@HOST.example")

    assert Client(hub, token).get("/v1/me").said["user"] == INGRID


def test_a_token_that_proves_nothing_is_refused_as_a_wrong_key_is(
    hub: Hub, provider: IdentityProvider, clock: Clock
) -> None:
    token = provider.token(INGRID, ISSUER)
    clock.advance(hours=2)

    refused = Client(hub, token).get("/v1/me")

    assert refused == Client(hub).get("/v1/me")
    assert (refused.status, refused.code) == (401, "not_authenticated")


def test_two_tokens_in_one_request_are_none(hub: Hub, provider: IdentityProvider) -> None:
    # API Gateway joins headers of one name with a comma.
    token = provider.token(INGRID, ISSUER)
    both = {"authorization": f"Bearer {token},Bearer {token}"}

    assert Client(hub, headers=both).get("/v1/me").status == 401


def test_a_hub_without_a_sign_in_takes_no_token(provider: IdentityProvider, clock: Clock) -> None:
    hub = a_hub(clock=clock)
    hub.users.save(a_user(email=INGRID))

    assert Client(hub, provider.token(INGRID, ISSUER)).get("/v1/me").status == 401


def test_while_the_issuer_is_down_a_token_is_put_off_and_no_key_is(clock: Clock) -> None:
    def down() -> Mapping[str, Any]:
        raise Unavailable("sign-in", "no answer: TimeoutError")

    provider = a_provider(clock)
    hub = a_hub(clock=clock, sign_in=replace(verifying(provider), keys=IssuerKeys(down)))

    put_off = Client(hub, provider.token(INGRID, ISSUER)).get("/v1/me")

    assert (put_off.status, put_off.code, put_off.headers["Retry-After"]) == (503, "try_again", "2")
    assert "sign-in" not in put_off.text
    assert a_client(hub, Role.ADMIN).get("/v1/me").status == 200


def test_keys_open_beside_tokens(hub: Hub) -> None:
    assert a_client(hub, Role.ADMIN).get("/v1/me").said["role"] == "admin"


def test_no_token_is_ever_logged(ingrid: Client, capsys: pytest.CaptureFixture[str]) -> None:
    ingrid.get("/v1/me")
    Client(ingrid.hub, ingrid.key[:-2]).get("/v1/me")
    ingrid.get(f"/v1/users/{ingrid.key}")

    logged = capsys.readouterr()

    assert ingrid.key.split(".")[1] not in logged.out + logged.err
    assert INGRID not in logged.out + logged.err


def test_the_timeline_names_who_decided(hub: Hub, ingrid: Client) -> None:
    number = str(a_client(hub, Role.PARTNER_STAFF).shares().said["number"])

    ingrid.accepts(number)

    assert f"operator:{INGRID}" in ingrid.get(f"/v1/referrals/{number}/timeline").text


def test_an_admin_who_signs_in_is_enough_of_one(hub: Hub) -> None:
    told_anew(hub, role=Role.ADMIN)
    admin = a_client(hub, Role.ADMIN)
    key_id = admin.get("/v1/me").said["key_id"]

    assert admin.send("DELETE", f"/v1/keys/{key_id}").status == 204
