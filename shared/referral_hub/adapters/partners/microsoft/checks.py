"""What an admin has to see to, each with what to do about it. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable

from .door import Door
from .errors import PERMIT, as_unavailable
from .session import Session
from .sign_in_errors import GUIDE, SignedOut

_EVENTS = ("referral-created", "referral-updated")
_REGISTER = f"Register the webhook ({GUIDE}); until then only the poll finds news."
_LATER = "Try again in some minutes."


@dataclass(frozen=True)
class Checks:
    """`webhook_url` is where Partner Center should tell the hub; empty when nobody knows it."""

    session: Session
    door: Door
    webhook_url: str

    def run(self) -> tuple[Check, ...]:
        return tuple(self._each())

    def _each(self) -> Iterator[Check]:
        """Each check needs the one before, but for the webhook: news are found without it."""
        sign_in = _tried("sign-in", self._sign_in)
        yield sign_in
        if sign_in.passed:
            yield _tried("permission to read referrals", self._list, fix=f"{PERMIT}.")
            yield _tried("webhook", self._webhook, fix=_REGISTER)

    def _sign_in(self) -> Check:
        self.session.token(self.door.places.referrals_resource)
        return Check(name="sign-in")

    def _list(self) -> Check:
        url = self.door.first_page(filter="direction eq 'Incoming'", top="1")
        as_unavailable(lambda: self.door.page(url))
        return Check(name="permission to read referrals")

    def _webhook(self) -> Check:
        registered = as_unavailable(self.door.registration)
        problem = _problem(registered, self.webhook_url) if registered else "None is registered."
        return Check(name="webhook", problem=problem, fix=_REGISTER if problem else "")


def _tried(name: str, look: Callable[[], Check], *, fix: str = _LATER) -> Check:
    try:
        return look()
    except SignedOut as trouble:
        return Check(name=name, problem=f"{trouble.problem}.", fix=f"{trouble.fix}.")
    except Unavailable as trouble:
        return Check(name=name, problem=f"{trouble.reason}.", fix=fix)


def _problem(registered: Mapping[str, Any], wanted: str) -> str:
    """Members are read in any case: Microsoft's examples write them in two ways."""
    told = {name.lower(): value for name, value in registered.items()}
    events = told.get("webhookevents")
    missing = [each for each in _EVENTS if not isinstance(events, list) or each not in events]
    if missing:
        return f"It is not registered for {', '.join(missing)}."
    if wanted and told.get("webhookurl") != wanted:
        return f"It is registered for another address than {wanted}."
    if told.get("signaturetokentomssignatureheader") is False:
        return "It is registered without SignatureTokenToMsSignatureHeader."
    return ""
