"""People decide on a reward: approve or decline it, hold or release it (LC-10)."""

from __future__ import annotations

from datetime import date, datetime

from referral_hub.domain.access import Principal, Role
from referral_hub.domain.rewards.refusals import NotTheApprover
from referral_hub.domain.rewards.reward import Reward
from referral_hub.domain.users import same_address

from .desk import RewardDesk


def approve(
    *, reward: Reward, reason: str, by: Principal, now: datetime, desk: RewardDesk
) -> Reward:
    """
    Approve a reward as it was seen: what changed since is not approved unseen.

    Raises:
        NotTheApprover: its policy names others, or it is the caller's own.
        NothingToApprove: it waits for nobody.
        Conflict: it changed since it was read.
    """
    _must_be_others(reward, by, desk)
    if not _is_approver(reward, by, desk):
        raise NotTheApprover(f"{by.actor} does not approve rewards under {reward.policy}")
    return desk.rewards.save(reward, reward.approved(by=by.actor, at=now, why=reason))


def decline(*, number: str, reason: str, by: Principal, now: datetime, desk: RewardDesk) -> Reward:
    """
    Decline it for good, with a reason that whoever would have earned it reads.

    Raises:
        RewardNotFound: there is none, or none of the caller's business.
        NotTheApprover: the caller is neither an approver nor an admin.
        NothingToDecline, InPayout: as the reward stands.
    """
    reward = desk.reward(number, by)
    if by.role is not Role.ADMIN and not _is_approver(reward, by, desk):
        raise NotTheApprover(f"{by.actor} does not decline rewards under {reward.policy}")
    return desk.rewards.change(
        number, lambda known: known.declined(by=by.actor, at=now, why=reason)
    )


def hold(
    *,
    number: str,
    reason: str,
    until: date | None,
    by: Principal,
    now: datetime,
    desk: RewardDesk,
) -> Reward:
    """
    Stop it until a day, or until somebody releases it.

    Raises:
        RewardNotFound: there is none, or none of the caller's business.
        NothingToHold, HoldIsOver, InPayout: as the reward stands.
    """
    desk.reward(number, by)
    return desk.rewards.change(
        number, lambda known: known.held(by=by.actor, at=now, why=reason, until=until)
    )


def release(*, number: str, reason: str, by: Principal, now: datetime, desk: RewardDesk) -> Reward:
    """
    Raises:
        RewardNotFound: there is none, or none of the caller's business.
        NotTheApprover: it is the caller's own.
        NothingToRelease: nobody holds it.
    """
    _must_be_others(desk.reward(number, by), by, desk)
    return desk.rewards.change(
        number, lambda known: known.released(by=by.actor, at=now, why=reason)
    )


def _is_approver(reward: Reward, by: Principal, desk: RewardDesk) -> bool:
    """Those whom the version of the policy names, or admins where it names nobody."""
    policy = desk.policies.pinned(reward.policy)
    named = {same_address(address) for address in policy.approvers} if policy else set()
    return same_address(by.user) in named if named else by.role is Role.ADMIN


def _must_be_others(reward: Reward, by: Principal, desk: RewardDesk) -> None:
    """Nobody lets go what they, or their own organisation, earn."""
    referrer = desk.referrers.find(reward.referrer_id)
    own = referrer and by.user and same_address(referrer.email) == same_address(by.user)
    if own or by.role.of_a_partner:
        raise NotTheApprover(f"the reward of {reward.number} is the caller's own")
