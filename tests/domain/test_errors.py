"""A refusal carries what a caller needs: what is wrong, where, and what to do."""

from __future__ import annotations

from referral_hub.domain.errors import Conflict, HubError, TryAgain, Unavailable


def test_a_refusal_names_every_field_and_why() -> None:
    refusal = HubError("two fields are wrong", fields={"name": "is required", "amount": "is odd"})

    assert str(refusal) == refusal.detail == "two fields are wrong"
    assert refusal.fields == {"name": "is required", "amount": "is odd"}


def test_trying_again_is_not_a_refusal() -> None:
    assert issubclass(Conflict, TryAgain)
    assert issubclass(Unavailable, TryAgain)
    assert not issubclass(TryAgain, HubError)


def test_an_outage_names_the_system_and_the_reason() -> None:
    outage = Unavailable("built-in CRM", "is closed")

    assert (outage.system, outage.reason) == ("built-in CRM", "is closed")
    assert str(outage) == "built-in CRM: is closed"
