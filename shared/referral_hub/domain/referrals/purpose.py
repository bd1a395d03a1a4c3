"""What a partner shares a referral for, and how far its client has agreed already."""

from __future__ import annotations

from enum import StrEnum

from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen


class Purpose(StrEnum):
    """What the client still needs: an answer, before there is a sale."""

    PLAN_CHOICE = "plan_choice"
    PLATFORM_FIT = "platform_fit"
    QUESTIONS = "questions"
    JOINT_DEMO = "joint_demo"


class ClientHasAgreed(HubError):
    """A referral leads to an agreement; where there is one, it would only be in its way."""

    code = "client_has_agreed"
    fix = (
        "Ask the host's operator to create the opportunity directly: in the host's CRM, which for"
        " the built-in one is POST /v1/crm/opportunities. Share it here if one is still open."
    )


class Agreements(Frozen):
    """To what the client has agreed; nobody says no by leaving one out, but not yes either."""

    platform: bool = False
    scope_of_work: bool = False
    terms: bool = False

    def must_leave_something_open(self) -> None:
        """
        Raises:
            ClientHasAgreed: the client has agreed to all three.
        """
        if self.platform and self.scope_of_work and self.terms:
            raise ClientHasAgreed(
                "the client has agreed to platform, scope of work and terms",
                fields={"agreements": "says that all three are agreed: no referral is needed"},
            )


NOTHING_AGREED = Agreements()
