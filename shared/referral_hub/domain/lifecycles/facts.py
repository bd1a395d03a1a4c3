"""What policies may know of a tracked referral, at its start and at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

from referral_hub.domain.rewards.facts import Facts
from referral_hub.domain.web_domains import belongs_to, domain_of

from .lifecycle import Lifecycle
from .record_ids import full_id
from .referrer import Referrer
from .sales_record import RecordSeen
from .story import Story
from .tracked import TrackedReferral

_NAMED = ("annual_revenue", "region", "country_code", "product")
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def start_facts(tracked: TrackedReferral, lifecycle: Lifecycle, referrer: Referrer) -> Facts:
    """
    Say how the sale looked when it began: as the record that was first did, and where that told
    nothing of a fact, as the next one that does.
    """
    firsts = _in_order(story.first for story in tracked.stories.values())
    return _facts(firsts[0], _told_by(firsts), tracked, lifecycle, referrer)


def end_facts(tracked: TrackedReferral, lifecycle: Lifecycle, referrer: Referrer) -> Facts | None:
    """Say how the sale looks now that it is won; None while it is not, or not any more."""
    earning = tracked.earning(lifecycle)
    if earning is None:
        return None
    others = [s.latest for s in tracked.stories.values() if s is not earning]
    told = _told_by([earning.latest, *reversed(_in_order(others))])
    return _facts(earning.latest, told, tracked, lifecycle, referrer)


def _in_order(told: Iterable[RecordSeen]) -> list[RecordSeen]:
    return sorted(told, key=lambda seen: (seen.gone, seen.at, seen.place))


def _told_by(records: Iterable[RecordSeen]) -> Mapping[str, str]:
    """Collect the facts; of two that tell the same one, the record that comes first counts."""
    return reduce(lambda told, seen: {**seen.facts, **told}, records, dict[str, str]())


def _facts(
    seen: RecordSeen,
    told: Mapping[str, str],
    tracked: TrackedReferral,
    lifecycle: Lifecycle,
    referrer: Referrer,
) -> Facts:
    return Facts(
        **{name: told.get(name, "") for name in _NAMED},
        **seen.model_dump(include={"amount", "close_date", "status", "source"}),
        currency=(seen.currency or lifecycle.currency).upper(),
        new_customer=_TRUTHS.get(told.get("new_customer", "").casefold()),
        self_referral=any(_is_of(referrer, story) for story in tracked.stories.values()),
        referrer_kind=referrer.kind,
        referrer_id=referrer.referrer_id,
        partner_id=referrer.partner_id,
        code=tracked.code,
        other={n: t for n, t in told.items() if n not in (*_NAMED, "new_customer")},
    )


def _is_of(referrer: Referrer, story: Story) -> bool:
    """Whether the referred business is the referrer itself, by what was ever seen of it."""
    return any(_same(referrer, seen) for seen in (story.first, story.latest))


def _same(referrer: Referrer, seen: RecordSeen) -> bool:
    ours, theirs = domain_of(referrer.domain), domain_of(seen.facts.get("domain", ""))
    own, account = full_id(referrer.account_id), full_id(seen.account_id)
    return (own != "" and own == account) or belongs_to(theirs, ours)
