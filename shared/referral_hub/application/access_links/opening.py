"""
Whether a message may come in: by whom it was signed, when, and whether its link is open.

Nothing of a message is read before it is known who signed it, and nothing is kept of one that is
refused.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from referral_hub.domain.access_links.link import InboundLink, LinkKey
from referral_hub.domain.access_links.refusals import (
    ForeignKey,
    LinkNotFound,
    StageMissing,
    WorkflowMissing,
    WrongKey,
)
from referral_hub.domain.access_links.signing import SignedBy
from referral_hub.domain.workflows import SalesWorkflow, StageNotFound, WorkflowNotFound
from referral_hub.ports import Verifies
from referral_hub.records.inbound_links import InboundLinks
from referral_hub.records.workflows import SalesWorkflows

# A key of nobody's, by which the same work is done when the key is not known: the public half of
# the seed of 32 zeros.
_NOBODYS = b64decode("O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik=")


@dataclass(frozen=True)
class OpenLink:
    """A link through which something may come, and the workflow that it leads to."""

    link: InboundLink
    workflow: SalesWorkflow


@dataclass(frozen=True)
class LinkDoor:
    """Where messages of peers arrive."""

    links: InboundLinks
    workflows: SalesWorkflows
    verifies: Verifies

    def signed_by(
        self, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> tuple[SignedBy, LinkKey]:
        """
        Tell who signed these bytes.

        Raises:
            BadSignatureHeaders, StaleTimestamp: before any key is looked at.
            WrongKey: alike for a key that is not known, and for one that signed something else.
        """
        signed = SignedBy.read(headers)
        signed.must_be_fresh(now)
        key = self.links.key(signed.key_id)
        public, content = b64decode(key.public_half) if key else _NOBODYS, signed.content(body)
        # Each is looked at, whichever fits.
        fitting = [self.verifies.fits(public, each, content) for each in signed.signatures]
        if key is None or not any(fitting):
            raise WrongKey("the request is not signed with a key that opens this URL")
        return signed, key

    def open(self, link_id: str, key: LinkKey, *, now: datetime) -> OpenLink:
        """
        Open a link to whoever has shown this key.

        Raises:
            KeyRevoked, LinkNotFound, ForeignKey, LinkDisabled: as the protocol says, in this order.
            WorkflowMissing, StageMissing: where it leads is gone.
        """
        key.must_live(now)
        link = self.links.find(link_id)
        if link is None:
            raise LinkNotFound("there is no such link")
        if key.link_id != link_id:
            raise ForeignKey(f"the key {key.key_id} belongs to another link")
        link.must_be_enabled()
        return OpenLink(link, self._led_to(link))

    def _led_to(self, link: InboundLink) -> SalesWorkflow:
        try:
            workflow = self.workflows.get(link.workflow)
            workflow.open_stage(link.stage)
        except WorkflowNotFound:
            raise WorkflowMissing("the workflow that the link leads to is gone") from None
        except StageNotFound:
            raise StageMissing("the stage that the link leads to is gone") from None
        return workflow
