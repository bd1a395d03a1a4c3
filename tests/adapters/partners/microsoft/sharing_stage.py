"""Microsoft as a partner that takes referrals: what the host shares of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any, ClassVar

from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.ports import TakesReferrals
from tests.adapters.partners.microsoft.stage import Stage, staged
from tests.builders import OUTGOING_FIELDS
from tests.contracts.taking_stage import numbered, taker_of, with_taken

SHARED_WITH_CONTACT = {"consent_to_share": "true"}
KINDS: Mapping[str, Mapping[str, str]] = {
    "private": {"sharing": "private"},
    "partner_led": {"sharing": "partner_led", **SHARED_WITH_CONTACT},
    "co_sell": {
        "sharing": "co_sell",
        **SHARED_WITH_CONTACT,
        "assistance_requested": "ProofOfConceptOrDemo",
        "invitation_message": "A call next week would help.",
    },
}
SOLUTIONS = ("SOL-15974-MQF", "SOL-20331-ABC")
_CREATION = {"method": "POST", "path": "/engagements/referrals", "times": 1}


class SharingStage:
    """The stand-in, and one kind of deal that is shared with it."""

    edits: ClassVar[Mapping[str, str]] = {
        "description": "Readings of a hundred tide gauges are typed in by hand.",
        "value.amount": "9000.00",
        "target_close_date": "2027-11-30",
    }

    def __init__(self, stage: Stage, kind: str) -> None:
        self.stage, self.center, self.clock = stage, stage.center, stage.clock
        self.kind = kind
        self._numbers = count(1)

    @property
    def takes(self) -> TakesReferrals:
        return taker_of(self.stage.connection)

    def whole(self, **more: str) -> OutgoingReferral:
        fields = {**OUTGOING_FIELDS, **KINDS[self.kind], **more}
        whose = {"partner_id": "microsoft", "solutions": SOLUTIONS}
        return numbered(next(self._numbers), fields, **whose)

    def own(self, referral: OutgoingReferral) -> dict[str, Any]:
        return self.center.referral(referral.partner_referral_id)

    def invitation(self, referral: OutgoingReferral) -> dict[str, Any]:
        return self.center.referral(referral.ledger.result(Step.SUBMIT))

    def created(self) -> list[dict[str, Any]]:
        return self.center.referrals()

    def knows(self, referral: OutgoingReferral) -> Mapping[str, str]:
        shown = self.own(referral)
        details, customer = shown["details"], shown["customerProfile"]
        (person,) = customer["team"]
        return {
            "title": shown["name"],
            "description": details["notes"],
            "value.amount": f"{details['dealValue']:.2f}",
            "value.currency": details["currency"],
            "target_close_date": details["closingDateTime"][:10],
            "customer.company_name": customer["name"],
            "customer.country_code": customer["address"]["country"],
            "contact.email": person["email"],
        }

    def records(self) -> int:
        """One engagement is one deal, however many referrals it takes."""
        return len({each["engagementId"] for each in self.created()})

    def calls(self) -> int:
        return len(self.center.calls)

    def passes(self) -> None:
        self.clock.advance(minutes=5)

    def fails_next_call(self) -> None:
        self.center.behave(general_exception=_CREATION)

    def loses_next_answer(self) -> None:
        self.center.behave(drop_after_commit=_CREATION)

    def refuses_next(self) -> frozenset[str]:
        self.center.behave(invalid_country=_CREATION)
        return frozenset({"customer.country_code"})

    def opens(self, referral: OutgoingReferral) -> None:
        """Partner Center reviews nothing: its records are open."""

    def meddles(self, referral: OutgoingReferral) -> None:
        self.center.change(referral.partner_referral_id, tags=["autumn"])

    def meddles_between_pages(self, referral: OutgoingReferral) -> None:
        """Let them do so while a list is read, before its next page."""
        center = self.stage.struck
        center.meddles_before = lambda asked: "$skiptoken" in asked.query
        center.meddle = lambda: self.meddles(referral)

    def meddled(self, referral: OutgoingReferral) -> bool:
        return bool(self.own(referral).get("tags") == ["autumn"])

    def changes(self, referral: OutgoingReferral) -> int:
        address = f"/{referral.partner_referral_id}"
        patches = [c for c in self.center.calls if c.method == "PATCH" and c.outcome == "204"]
        return sum(call.path.endswith(address) for call in patches)

    def half_shared(self) -> OutgoingReferral:
        """A deal that Partner Center has, before Microsoft is asked for help."""
        referral = self.whole()
        return with_taken(referral, Step.CREATE, self.take(Step.CREATE, referral))

    def take(self, step: Step, referral: OutgoingReferral) -> Any:
        return self.takes.take(step, referral, token="0" * 32)


@contextmanager
def shared_as(kind: str) -> Iterator[SharingStage]:
    with staged() as stage:
        yield SharingStage(stage, kind)
