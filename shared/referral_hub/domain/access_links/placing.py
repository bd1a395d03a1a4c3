"""Where a deal of a peer begins here, and with whom (AX-6)."""

from __future__ import annotations

from collections.abc import Callable

from referral_hub.domain.referrals.invitation import Placement
from referral_hub.domain.users import User
from referral_hub.domain.workflows import SalesWorkflow

from .link import InboundLink
from .transfer import SharedReferral

FindUser = Callable[[str], User | None]


def placed(
    item: SharedReferral, link: InboundLink, workflow: SalesWorkflow, find: FindUser
) -> Placement:
    """
    Place it where the link leads. Its owner keeps it if known here and able to; else the owner of
    the workflow gets it; else nobody does, which routing may change.
    """
    owner, why = _owner(item, link, workflow, find)
    return Placement(
        workflow=link.workflow,
        stage=link.stage,
        counts_as=workflow.stage(link.stage).counts_as,
        owner=owner,
        why=(why,),
    )


def _owner(
    item: SharedReferral, link: InboundLink, workflow: SalesWorkflow, find: FindUser
) -> tuple[str, str]:
    if known := _able(item.owner.email if item.owner else "", link, find):
        return known.key, "owns it at the sender, and is a user here"
    told = "the sender's owner is no user here" if item.owner else "the sender names no owner"
    if answering := _able(workflow.owner, link, find):
        return answering.key, f"{told}: owner of the workflow {workflow.name}"
    return "", f"{told}, and the workflow {workflow.name} has no owner who may have it"


def _able(email: str, link: InboundLink, find: FindUser) -> User | None:
    user = find(email) if email else None
    return user if user and user.may_own(link.partner_id) else None
