"""The hub signs in at Google with the key of a service account."""

from __future__ import annotations

import pytest

from referral_hub.adapters.partners.google.settings import Settings
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Unavailable
from sandbox.google_partners import GooglePartners
from tests.adapters.partners.google.stage import Stage
from tests.contracts.partner_connector import TOKEN, accepted


def test_one_sign_in_serves_all_calls_of_an_hour(stage: Stage) -> None:
    for _ in range(3):
        stage.connector.tell_opportunity(accepted(stage), token=TOKEN)

    assert stage.google.sign_in.signs == 1


def test_it_signs_in_anew_before_the_hour_is_over(stage: Stage) -> None:
    stage.deals.read_deal(stage.shares())
    stage.clock.advance(seconds=3590)

    stage.deals.read_deal(stage.shares())

    assert stage.google.sign_in.signs == 2
    assert {call.status for call in stage.google.calls} == {200}


def test_a_token_that_is_void_is_replaced_once(stage: Stage) -> None:
    referral = accepted(stage)
    stage.deals.read_deal(referral)
    stage.google.sign_in.forget()

    assert stage.connector.tell_opportunity(referral, token=TOKEN) == Done()
    assert stage.google.sign_in.signs == 2


def test_who_is_never_let_in_is_signed_out(stage: Stage) -> None:
    referral = accepted(stage)
    stage.google.behave(unauthenticated={"path": "/v1/", "times": 2})

    with pytest.raises(Unavailable) as trouble:
        stage.connector.tell_opportunity(referral, token=TOKEN)

    assert trouble.value.cause is Cause.SIGNED_OUT


def test_the_file_of_a_key_can_be_put_whole() -> None:
    settings = Settings(google_partner_id="8210")
    members = {*settings.secret_names, *settings.optional_secret_names}

    assert members >= set(GooglePartners().sign_in.key_file())


def test_a_connection_that_is_well_says_so_without_looking_at_an_opportunity(stage: Stage) -> None:
    (check,) = stage.connection.check()

    assert check.passed
    assert stage.google.calls == []


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"client_email": ""}, "lacks client_email"),
        ({"private_key": "no key"}, "no RSA key"),
        ({"client_email": "somebody@else.example"}, "invalid_grant"),
    ],
)
def test_a_secret_that_does_not_sign_in_is_told_by_the_check(
    stage: Stage, lacking: dict[str, str], said: str
) -> None:
    stage.secret.members = {**stage.secret.members, **lacking}

    (check,) = stage.connected().check()

    assert said in check.problem
    assert check.fix
    assert "gserviceaccount" not in check.problem
