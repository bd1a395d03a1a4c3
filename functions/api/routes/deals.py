"""The deal of a referral: read what is known of it, tell what is new."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.deal_shapes import DealBody
from functions.api.deal_views import SyncView, deal_tag, deal_view
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from referral_hub.application.deals import edits as deal_edits
from referral_hub.application.deals import syncing
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.referrals.axes import Status

from .referrals import row_of


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    row = row_of(call)
    if row.referral.status is Status.PENDING_ACCEPTANCE:
        return _shown(call, deal_edits.undecided(row.referral, row.invitation))
    return _shown(call, call.hub.desk.open(row.referral).deal)


def edit(call: Call[DealBody, NoQuery]) -> Answer:
    """Take in what is new; the CRM is told of it afterwards."""
    hub, number, seen = call.hub, row_of(call).referral.number, _seen(call)

    def check(deal: Deal) -> None:
        if seen not in ("*", deal_tag(deal, call.by)):
            raise moved_on("the deal")

    with unless_moved_on("the deal"):
        deal = deal_edits.edit(
            number=number,
            told=call.body.told,
            by=call.by,
            now=hub.clock(),
            desk=hub.desk,
            check=check,
        )
    return _shown(call, deal)


def sync(call: Call[NoQuery, NoQuery]) -> Answer:
    hub, referral = call.hub, row_of(call).referral
    asked = syncing.sync(
        referral=referral,
        connection=hub.connection(referral.partner_id),
        queue=hub.queue,
        crm_links=hub.crm_links,
        deals=hub.deals,
        outbound=hub.outbound,
    )
    return answer(HTTPStatus.ACCEPTED, SyncView(number=referral.number, asked=asked))


def _seen(call: Call[object, object]) -> str:
    """
    Return the tag of what the caller saw. A partner may do without: its word is merged by rule, and
    what it is merged with is not shown to it.

    Raises:
        PreconditionRequired: somebody of the host does not say what they saw.
    """
    if not call.by.role.of_a_partner:
        return required_tag(call.request)
    return call.request.headers.get("if-match", "*")


def _shown(call: Call[object, object], deal: Deal) -> Answer:
    return answer(HTTPStatus.OK, deal_view(deal, call.by), ETag=deal_tag(deal, call.by))
