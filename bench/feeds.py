"""
What a poisoned feed costs, and how late a referral is seen, in virtual time.

A thousand poisoned entries and a thousand good ones come in pages of fifty; then a day's referrals
are shown at any second, and the feed is asked every minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from statistics import quantiles

from bench.report import Target, table
from referral_hub.hub import Hub
from sandbox.feed.poison import POISONS
from tests.adapters.partners.feed.stage import (
    Stage,
    a_hub_with_a_feed,
    poll_of,
    polled_to_its_end,
    staged,
)

_POISONED = 1000
_MINUTES = 240
_BOUND_SECONDS = 60


def measure() -> list[Target]:
    """Poison, ask, print, and return the targets."""
    return [*_poisoned(), _detected()]


def _poisoned() -> Iterator[Target]:
    with _feed() as (stage, hub):
        good, bad = _mixed(stage)
        polled_to_its_end(hub, stage)
        stage.partner.behave(etags=False)
        polled_to_its_end(hub, stage)
        filed = {referral.partner_referral_id for referral in hub.referrals.newest()}
        kept = [known for _, known in hub.quarantine.newest(partner_ids=["harbour"])]
        twice = [known for known in kept if known.entry_id and known.times > 1]
        rows = [["good entries filed", len(filed), good], ["contents put aside", len(kept), bad]]
        rows.append(["requests for pages", len(stage.partner.calls), ""])
        table("A thousand poisoned entries in pages of fifty", ("", "counted", "of"), rows)
        yield Target("good entries that were not filed", good - len(filed), 0)
        yield Target("poisoned contents that are not in quarantine", bad - len(kept), 0)
        yield Target("entries put aside twice", len(twice), 0)


def _mixed(stage: Stage) -> tuple[int, int]:
    """Share as many good entries as poisoned ones; return how many contents there are of each."""
    kinds = list(POISONS)
    for n in range(_POISONED):
        stage.partner.poison(kinds[n % len(kinds)])
        stage.partner.share()
        stage.clock.advance(seconds=1)
    # All the nulls are one content.
    return _POISONED, _POISONED - _POISONED // len(kinds) + 1


def _detected() -> Target:
    with _feed() as (stage, hub):
        late = list(_delays(stage, hub))
    p95 = quantiles(late, n=20)[-1]
    rows = [["polled every minute", len(late), p95, max(late)]]
    table("Seconds until a shown referral is in the inbox", ("", "referrals", "p95", "most"), rows)
    return Target("seconds until a referral is seen by poll, p95", p95, _BOUND_SECONDS)


def _delays(stage: Stage, hub: Hub) -> Iterator[float]:
    """One referral a minute, at any second of it; each poll files what was shown before it."""
    random = Random(7)  # noqa: S311 - the same seconds in every run
    for _ in range(_MINUTES):
        second = random.randrange(60)
        stage.clock.advance(seconds=second)
        stage.partner.share()
        stage.clock.advance(seconds=60 - second)
        assert len(poll_of(hub, stage).run().filed) == 1
        yield float(hub.feed_states.of("harbour").lag_seconds or 0)


@contextmanager
def _feed() -> Iterator[tuple[Stage, Hub]]:
    with staged() as stage:
        yield stage, a_hub_with_a_feed(stage)
