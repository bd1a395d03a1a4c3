"""What cannot be done with a referral as it stands."""

from __future__ import annotations

from referral_hub.domain.errors import HubError


class ReferralNotFound(HubError):
    code = "referral_not_found"
    fix = "Check the referral number; GET /v1/referrals lists those you may see."


class NotPending(HubError):
    code = "already_decided"
    fix = "The decision is final; open the referral to see it."


class NoAssessment(HubError):
    code = "no_assessment"
    fix = "Ask once its partner has an opportunity of it; of all kinds of partners, AWS has a side."


class InvitationExpired(HubError):
    code = "invitation_expired"
    fix = "Its partner renews it with a later expires_at, or shares it under another id."


class NotFailed(HubError):
    code = "nothing_to_retry"
    fix = "Retry is for what failed of it or its deal, and for a run that has not ended in an hour."


class NothingToDismiss(HubError):
    code = "nothing_to_dismiss"
    fix = "Wait until the hub has given up, or reload: it may be done by now."
