"""The sign-in of a user who consented once, kept alive for as long as the hub runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from referral_hub.adapters.partners.microsoft.places import places_of
from referral_hub.adapters.partners.microsoft.session import Session
from referral_hub.adapters.partners.microsoft.wire import Wire
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from tests.adapters.partners.microsoft.stage import SECRET, Kept, Stage
from tests.contracts.partner_connector import pending


def session(stage: Stage, secret: Any = None) -> Session:
    """A sign-in of another function: nothing is remembered."""
    places, wire = places_of(stage.server.url), Wire(this_machine=True)
    return Session(wire, places, secret or stage.secret, stage.clock)


def token(signed: Session) -> str:
    return signed.token("https://api.partner.microsoft.com").text


def test_a_rotated_refresh_token_is_kept_before_anything_is_asked(stage: Stage) -> None:
    stage.secret.is_down = True

    with pytest.raises(Unavailable):
        pending(stage.feed)

    assert [call.path for call in stage.calls] == [f"/{SECRET['tenant_id']}/oauth2/v2.0/token"]


def test_what_could_not_be_kept_costs_nothing_because_the_old_token_is_good(stage: Stage) -> None:
    stage.secret.is_down = True
    with pytest.raises(Unavailable):
        pending(stage.feed)
    stage.secret.is_down = False

    assert pending(stage.feed) == []
    assert stage.secret.members["refresh_token"] != SECRET["refresh_token"]


def test_the_secret_keeps_what_the_admin_put(stage: Stage) -> None:
    pending(stage.feed)

    kept = stage.secret.members
    assert {name: kept[name] for name in ("tenant_id", "client_id", "client_secret")} == {
        name: SECRET[name] for name in ("tenant_id", "client_id", "client_secret")
    }


def test_functions_share_one_access_token(stage: Stage) -> None:
    tokens = {token(session(stage)) for _ in range(5)}

    assert len(tokens) == 1
    assert stage.signs() == 1


def test_an_access_token_is_renewed_before_it_lapses(stage: Stage) -> None:
    first = token(session(stage))
    stage.clock.advance(minutes=56)

    again = token(session(stage))

    assert again != first
    assert stage.signs() == 2


def test_a_token_that_is_refused_is_renewed_once(stage: Stage) -> None:
    pending(stage.feed)
    stage.center.behave(expire_access_tokens=True)

    assert pending(stage.feed) == []
    assert stage.signs() == 2


def test_of_two_functions_that_refresh_at_once_both_are_signed_in(stage: Stage) -> None:
    late = LateWriter(stage.secret)
    late.meanwhile = lambda: token(session(stage))

    second = token(session(stage, late))

    assert second
    assert pending(stage.feed) == []
    assert stage.secret.puts == [stage.secret.members]


def test_a_secret_that_an_admin_puts_meanwhile_is_not_written_over(stage: Stage) -> None:
    late = LateWriter(stage.secret)
    anew = {**SECRET, "refresh_token": stage.center.consent()}
    late.meanwhile = lambda: stage.secret.put(anew)

    token(session(stage, late))

    assert stage.secret.members == anew


def test_where_used_tokens_die_soon_the_new_one_is_at_hand(stage: Stage) -> None:
    stage.center.behave(old_refresh_token_seconds=1)

    for _ in range(3):
        token(session(stage))
        stage.clock.advance(hours=2)

    assert pending(stage.feed) == []


def test_a_revoked_sign_in_says_what_to_do(stage: Stage) -> None:
    stage.center.behave(revoke_refresh_tokens=True)

    with pytest.raises(Unavailable) as trouble:
        pending(stage.feed)

    assert trouble.value.cause is Cause.SIGNED_OUT
    assert "sign in anew by device code" in trouble.value.reason
    assert "AADSTS50173" in trouble.value.reason
    assert SECRET["refresh_token"] not in str(trouble.value)


def test_signing_in_anew_mends_it_without_a_deployment(stage: Stage) -> None:
    stage.center.behave(revoke_refresh_tokens=True)
    with pytest.raises(Unavailable):
        pending(stage.feed)

    stage.secret.put({**SECRET, "refresh_token": stage.center.consent()})

    assert pending(stage.feed) == []


def test_a_new_token_is_tried_before_anybody_is_called(stage: Stage) -> None:
    stage.center.behave(revoke_refresh_tokens=True)
    renewed = {**SECRET, "refresh_token": stage.center.consent()}
    stale = Stale(SECRET, then=renewed)

    assert token(session(stage, stale))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"client_secret": "other"}, "client_secret"),
        ({"client_id": "11111111-1111-1111-1111-111111111111"}, "client_id"),
        ({"tenant_id": "../elsewhere"}, "tenant_id"),
        ({"refresh_token": ""}, "refresh_token"),
    ],
)
def test_a_wrong_secret_is_named_by_its_part(
    stage: Stage, wrong: dict[str, str], told: str
) -> None:
    with pytest.raises(Unavailable, match=told) as trouble:
        token(session(stage, Kept({**SECRET, **wrong})))

    assert trouble.value.cause is Cause.SIGNED_OUT
    assert "other" not in str(trouble.value)


def test_a_public_client_signs_in_without_a_secret_of_its_own(stage: Stage) -> None:
    stage.center.configure_app(client_secret="")
    members = {name: text for name, text in SECRET.items() if name != "client_secret"}

    assert token(session(stage, Kept(members)))


def test_a_quiet_partner_is_kept_alive_once_a_week(stage: Stage) -> None:
    signed, start = session(stage), stage.clock.now

    while stage.clock.now < start + timedelta(days=120):
        signed.keep_alive()
        stage.clock.advance(hours=6)

    assert pending(stage.feed) == []
    assert 15 <= stage.signs() <= 19


def test_nobody_is_kept_alive_who_has_lapsed(stage: Stage) -> None:
    stage.clock.advance(days=91)

    with pytest.raises(Unavailable, match="AADSTS700082"):
        session(stage).keep_alive()


class LateWriter(Kept):
    """A secret that somebody else writes between our sign-in and our writing it down."""

    def __init__(self, shared: Kept) -> None:
        super().__init__(shared.members)
        self.shared = shared
        self.meanwhile: Any = None
        self.reads = 0

    def fresh(self) -> Mapping[str, str]:
        self.reads += 1
        if self.reads == 2:
            self.meanwhile()
        return self.shared.members

    def put(self, members: Mapping[str, str]) -> None:
        self.shared.put(members)


class Stale(Kept):
    """A secret as this function has known it for some minutes."""

    def __init__(self, known: Mapping[str, str], *, then: Mapping[str, str]) -> None:
        super().__init__(known)
        self.then = then
        self.reads = 0

    def fresh(self) -> Mapping[str, str]:
        self.reads += 1
        return self.members if self.reads == 1 else self.then


def test_the_lives_of_tokens_are_told_by_one_clock(stage: Stage) -> None:
    token(session(stage))

    until = datetime.fromisoformat(stage.secret.members["access_token_until"])

    assert until == stage.clock.now + timedelta(hours=1)
