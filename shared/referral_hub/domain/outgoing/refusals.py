"""What an outgoing referral refuses, and what to do instead."""

from __future__ import annotations

from referral_hub.domain.errors import HubError


class OutgoingNotFound(HubError):
    code = "outgoing_referral_not_found"
    fix = "GET /v1/outgoing-referrals lists those that there are."


class NotReady(HubError):
    """Some fields are missing or wrong; all of them are named at once."""

    code = "not_ready_for_submit"
    fix = "Correct each field named in errors, a draft's with PATCH, then ask again."


class UnknownFields(HubError):
    code = "unknown_fields"
    fix = "Use the fields that GET /v1/partners/{partner_id}/form lists for this partner."


class TooLong(HubError):
    """Together the fields are longer than one item of the table can keep."""

    code = "fields_too_long"
    fix = "Shorten the longest; the partner's form says how long each may be."


class NotEditable(HubError):
    code = "not_editable"
    fix = "Leave these fields out: the hub or the partner keeps them."


class NotThereYet(HubError):
    code = "not_at_partner_yet"
    fix = "Submit it, and wait until its partner has a record; GET it to see how it stands."


class NotResubmittable(HubError):
    code = "not_resubmittable"
    fix = "Resubmit only what the partner refused; GET the referral to see how it stands."


class TakesNoReferrals(HubError):
    code = "partner_takes_no_referrals"
    fix = (
        "Choose a partner of a kind that takes them: aws, microsoft, google, platform or peer. GET "
        "/v1/partners shows the kinds; one of google takes none while its writes are off, and a "
        "peer none without a Referral URL."
    )


class AlreadyOverAtPartner(HubError):
    code = "rejected_by_partner"
    fix = "Create another referral: the partner takes no changes of this one."


class ChannelConflict(HubError):
    code = "channel_conflict"
    fix = "Wait until the protection ends, or have an admin change on_conflict in the policy."


class AlreadyRejected(HubError):
    code = "already_rejected"
    fix = "A rejection is final: ask the host to share it anew."


class LinkLocked(HubError):
    code = "opportunity_link_locked"
    fix = "It was made from this opportunity; create another referral for another opportunity."


class ConsentNeeded(HubError):
    """What goes to another organisation needs the client's consent, one deal at a time."""

    code = "consent_needed"
    fix = (
        "Send it with POST /v1/access-referrals, with `consent`: who gave it, when, what was said."
    )


class ConfirmationNeeded(HubError):
    code = "confirmation_needed"
    fix = "Read what would be disclosed, and send the same with `confirm: true`: it is for good."


class FeatureNotOffered(HubError):
    code = "feature_not_offered"
    fix = "PUT /v1/features/{feature_id} offers it to more workflows; GET /v1/features lists them."


class NoOutboundLink(HubError):
    code = "no_outbound_link"
    fix = "Choose a partner of kind peer whose settings have a Referral URL."


class OutboundLinkOff(HubError):
    code = "outbound_link_off"
    fix = "An admin sets `enabled` in the settings of this partner."
