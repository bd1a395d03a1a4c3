"""
Say what a reward policy would have changed, before it is published.

    python -m replay --url URL --draft FILE [--since DAY --until DAY] [--policy-id ID]

FILE has the policy as JSON, as PUT /v1/reward-policies takes it. Without days the last quarter is
replayed. The key is that of an admin, an operator or a reader. Nothing is written on the hub.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from conformance.cases import Failed

from .asking import Refused, Replay
from .telling import difference, progress, summary

_KEY = "REFERRAL_HUB_KEY"


def main(argv: Sequence[str] | None = None) -> int:
    parser = _parser()
    wanted = parser.parse_args(argv)
    if not wanted.key:
        parser.error(f"give --key, or {_KEY} in the environment")
    try:
        body = _body(wanted)
    except (OSError, ValueError) as error:
        parser.error(f"--draft cannot be read: {error}")
    return replay(Replay(wanted.url, wanted.key, body))


def replay(asked: Replay) -> int:
    """Tell of each page as it comes; return the status to exit with."""
    try:
        for page in asked.pages():
            print(f"\r{progress(page)}", end="", file=sys.stderr, flush=True)
            _tell(page)
    except (Refused, Failed) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(file=sys.stderr)
    print("\n".join(summary(page)))
    return 0


def last_quarter(today: date) -> tuple[date, date]:
    """Find the first and the last day of the quarter before this one."""
    this = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    last = this - timedelta(days=1)
    return last.replace(month=last.month - 2, day=1), last


def _tell(page: Mapping[str, Any]) -> None:
    lines = [line for item in page["items"] for line in difference(item)]
    if lines:
        # Below the line of the progress, where both are seen.
        print(file=sys.stderr)
        print("\n".join(lines), flush=True)


def _body(wanted: argparse.Namespace) -> Mapping[str, Any]:
    return {
        "draft": json.loads(Path(wanted.draft).read_text(encoding="utf-8")),
        "since": str(wanted.since),
        "until": str(wanted.until),
        "policy_id": wanted.policy_id,
        "limit": wanted.limit,
    }


def _parser() -> argparse.ArgumentParser:
    since, until = last_quarter(datetime.now(UTC).date())
    parser = argparse.ArgumentParser(
        prog="replay", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--url", required=True, help="the hub, such as https://hub.example")
    parser.add_argument("--key", default=os.environ.get(_KEY, ""), help=f"or {_KEY}")
    parser.add_argument("--draft", required=True, help="a file with the policy")
    parser.add_argument("--since", type=date.fromisoformat, default=since, help="the first day")
    parser.add_argument("--until", type=date.fromisoformat, default=until, help="the last day")
    parser.add_argument("--policy-id", default="", help="only what this policy decided")
    parser.add_argument("--limit", type=int, default=100, help="how many are looked at in a call")
    return parser


if __name__ == "__main__":
    sys.exit(main())
