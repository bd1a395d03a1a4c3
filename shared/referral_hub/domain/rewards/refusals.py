"""What cannot be done with a reward or a payout, and what can be done instead."""

from __future__ import annotations

from referral_hub.domain.errors import HubError


class RewardNotFound(HubError):
    code = "reward_not_found"
    fix = "GET /v1/rewards lists those that you may see."


class NothingToApprove(HubError):
    code = "nothing_to_approve"
    fix = "GET /v1/rewards?waits_for=approval lists those that wait for somebody to approve them."


class NotTheApprover(HubError):
    code = "not_the_approver"
    fix = "The policy's approvers approve, or an admin where it names none; never who earns it."


class NothingToDecline(HubError):
    code = "nothing_to_decline"
    fix = "What was paid stays paid; a reward is declined before that, in new, held or issued."


class NothingToHold(HubError):
    code = "nothing_to_hold"
    fix = "A reward is held before it is paid, in new, held or issued."


class HoldIsOver(HubError):
    code = "hold_is_over"
    fix = "Give a day after today, or none to hold it until somebody releases it."


class NothingToRelease(HubError):
    code = "nothing_to_release"
    fix = "Somebody's hold is released by hand; the policy's ends by itself on its day."


class InPayout(HubError):
    code = "reward_in_payout"
    fix = "Tell of the payout that it failed, which frees its rewards; then do this again."


class PayoutNotFound(HubError):
    code = "payout_not_found"
    fix = "GET /v1/payouts lists those that you may see."


class PayoutIsOver(HubError):
    code = "payout_is_over"
    fix = "A payout is told of once. What it did not pay is part of the next: POST /v1/payouts."
