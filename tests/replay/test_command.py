"""The replay as its users run it: one command, its progress, what differs, what it adds up to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conformance.http import Answer, Request, Send
from functions.api.examples import BODIES
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from replay.__main__ import last_quarter, main, replay
from replay.asking import Replay
from tests.application.rewards.decided import a_decided_referral, keep
from tests.application.stage import snapshot
from tests.builders import NOON
from tests.conformance.in_process import HUB, door_to
from tests.domain.rewards.sales import sold
from tests.functions.api.client import a_client

DAY = NOON.date().isoformat()
TWELVE = {
    "name": "12 % of large sales",
    "earns_if": [{"when": "amount >= 5000", "says": "The sale comes to 5 000."}],
    "tiers": [{"percentage": 12}],
}
Told = pytest.CaptureFixture[str]


def asked(hub: Hub, role: Role = Role.READ_ONLY, **told: Any) -> Replay:
    """A replay of the day of the sales, two at a time."""
    wanted: Mapping[str, Any] = {"draft": TWELVE, "since": DAY, "until": DAY, "limit": 2} | told
    return Replay(HUB, a_client(hub, role).key, wanted, door_to(hub), _at_once)


def _at_once(seconds: float) -> None:
    """Does not wait."""


@pytest.fixture
def sales(hub: Hub) -> None:
    ends = (sold("100"), sold("12500"), sold("900000", "JPY"), None)
    keep(hub, *(a_decided_referral(i + 1, end=end) for i, end in enumerate(ends)))


@pytest.mark.usefixtures("sales")
def test_what_differs_is_told_with_its_reasons_and_summed_up_at_the_end(
    hub: Hub, capsys: Told
) -> None:
    status = replay(asked(hub))

    told = capsys.readouterr()
    assert status == 0
    assert "T-000001  10.00 EUR on 2027-03-31 -> not_earned\n" in told.out
    assert "          The sale comes to 5 000. - not so\n" in told.out
    assert "T-000002  1250.00 EUR on 2027-03-31 -> 1500.00 EUR on 2027-03-31\n" in told.out
    assert told.out.endswith(
        "4 referrals, of which 3 would differ\nEUR  1260.00 -> 1500.00\nJPY  90000 -> 108000\n"
    )


@pytest.mark.usefixtures("sales")
def test_progress_is_shown_beside_what_is_told(hub: Hub, capsys: Told) -> None:
    replay(asked(hub))

    told = capsys.readouterr()
    assert "looked at 2 of 4 (50 %), 1 differ" in told.err
    assert "looked at 4 of 4 (100 %), 3 differ" in told.err
    assert "looked at" not in told.out


@pytest.mark.usefixtures("sales")
def test_nothing_is_written(hub: Hub) -> None:
    wanted = asked(hub)
    before = snapshot(hub)

    replay(wanted)

    assert snapshot(hub) == before


@pytest.mark.usefixtures("sales")
def test_a_page_that_takes_too_long_is_asked_for_again_and_shorter(hub: Hub, capsys: Told) -> None:
    wanted, limits = asked(hub), list[int]()

    def slow_at_first(request: Request) -> Answer:
        limits.append(json.loads(request.body)["limit"])
        return wanted.send(request) if len(limits) > 1 else Answer(504, {}, b"")

    status = replay(replace(wanted, send=slow_at_first))

    assert (status, limits) == (0, [2, 1, 1, 1, 1])
    assert "4 referrals, of which 3 would differ" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("told", "waits"), [("7", 7.0), ("", 2.0), ("Mon, 01 Mar 2027 12:00:00 GMT", 2.0)]
)
def test_a_hub_that_wants_to_be_left_alone_is_left_alone_as_long_as_it_says(
    hub: Hub, told: str, waits: float
) -> None:
    wanted, waited = asked(hub), list[float]()

    replay(replace(wanted, send=_busy_once(wanted.send, told), wait=waited.append))

    assert waited == [waits]


def _busy_once(send: Send, told: str) -> Send:
    busy = iter([Answer(429, {"retry-after": told}, b"")])
    return lambda request: next(busy, None) or send(request)


def test_a_draft_that_does_not_fit_is_told_with_each_place(hub: Hub, capsys: Told) -> None:
    broken = TWELVE | {"tiers": [{"when": "amount / 0 > 1", "percentage": 5}]}

    status = replay(asked(hub, draft=broken))

    assert status == 1
    assert "tiers.0.when: divides by zero (at 10)" in capsys.readouterr().err


def test_who_may_not_replay_is_told_so(hub: Hub, capsys: Told) -> None:
    status = replay(asked(hub, Role.PARTNER_STAFF))

    assert status == 1
    assert capsys.readouterr().err.strip()


@pytest.mark.usefixtures("loopback")
def test_a_file_with_the_policy_is_read_and_nobody_answering_is_told(
    tmp_path: Path, capsys: Told
) -> None:
    draft = tmp_path / "draft.json"
    draft.write_text(json.dumps(BODIES["publishRewardPolicy"]), encoding="utf-8")

    status = main(["--url", "http://127.0.0.1:1", "--key", "rh_1", "--draft", str(draft)])

    assert status == 1
    assert "nobody answers at http://127.0.0.1:1" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["{", ""])
def test_a_file_that_is_no_policy_is_refused_before_anybody_is_asked(
    tmp_path: Path, content: str, capsys: Told
) -> None:
    draft = tmp_path / "draft.json"
    draft.write_text(content, encoding="utf-8")

    with pytest.raises(SystemExit, match="2"):
        main(["--url", HUB, "--key", "rh_1", "--draft", str(draft)])

    assert "--draft cannot be read" in capsys.readouterr().err


def test_a_key_is_needed(monkeypatch: pytest.MonkeyPatch, capsys: Told) -> None:
    monkeypatch.delenv("REFERRAL_HUB_KEY", raising=False)

    with pytest.raises(SystemExit, match="2"):
        main(["--url", HUB, "--draft", "draft.json"])

    assert "REFERRAL_HUB_KEY" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2027-01-01", "2026-10-01", "2026-12-31"),
        ("2027-03-31", "2026-10-01", "2026-12-31"),
        ("2027-04-01", "2027-01-01", "2027-03-31"),
        ("2027-12-31", "2027-07-01", "2027-09-30"),
    ],
)
def test_without_days_the_last_quarter_is_meant(today: str, first: str, last: str) -> None:
    found = last_quarter(date.fromisoformat(today))

    assert [str(day) for day in found] == [first, last]
