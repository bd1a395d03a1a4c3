"""What is told of a replay: how far it is, what differs, and what it adds up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ALL = 100


def progress(page: Mapping[str, Any]) -> str:
    looked_at, of = page["looked_at"], page["of"]
    # While it runs, referrals begin to be followed, or turn out to be one.
    share = min(_ALL, _ALL * looked_at // of) if of else _ALL
    return f"looked at {looked_at} of {of} ({share} %), {page['differing']} differ"


def difference(item: Mapping[str, Any]) -> Iterator[str]:
    """Tell of a referral in a line, and of each reason that only the draft has in one more."""
    before, after = item["before"], item["after"]
    yield f"{item['number']}  {_outcome(before)} -> {_outcome(after)}"
    known = {(reason["text"], reason["held"]) for reason in before["reasons"]}
    for reason in after["reasons"]:
        if (reason["text"], reason["held"]) not in known:
            yield f"{'':10}{reason['text']}{'' if reason['held'] else ' - not so'}"


def summary(page: Mapping[str, Any]) -> Iterator[str]:
    yield f"{page['looked_at']} referrals, of which {page['differing']} would differ"
    for total in page["totals"]:
        yield f"{total['currency']}  {total['before']} -> {total['after']}"


def _outcome(told: Mapping[str, Any]) -> str:
    if not told["amount"]:
        return str(told["verdict"])
    until = f", held until {told['held_until']}" if told["held_until"] else ""
    approval = ", to be approved" if told["needs_approval"] else ""
    return f"{told['amount']} {told['currency']} on {told['payout_date']}{until}{approval}"
