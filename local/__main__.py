"""
`python -m local run`: the local hub, until Ctrl-C.

`python -m local demo`: the same walk, then the end; exits with 0 only if every step happened.

`python -m local run-two`, `python -m local demo-two`: two hubs, and a deal from one to the other.
"""

import argparse
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from local.hub import LocalHub, facts_written, local_hub
from local.processes import CannotStartError
from local.sandboxes import CRMS
from local.steps import StepFailedError, Steps
from local.two import two_hubs
from local.users import token_command
from local.walk import walk
from local.walk_two import walk_two
from referral_hub.settings import BUILT_IN

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("verb", choices=["run", "demo", "run-two", "demo-two"])
    parser.add_argument("--crm", default=BUILT_IN, choices=[BUILT_IN, *CRMS])
    wanted = parser.parse_args()
    for ending in _ENDINGS:
        signal.signal(ending, _end_in_order)
    try:
        if wanted.verb.endswith("two"):
            _play_two(stay=wanted.verb == "run-two")
        else:
            _play(wanted.crm, stay=wanted.verb == "run")
    except (CannotStartError, StepFailedError) as problem:
        sys.exit(f"\n{problem}")
    except OSError as error:
        sys.exit(f"\nThe local hub had to stop: {error}")


def _play(crm_name: str, *, stay: bool) -> None:
    steps = Steps()
    steps.heading("Starting the hub")
    starting = local_hub(steps, port=_wanted_port(), crm_name=crm_name)
    with starting as hub, facts_written(hub):
        walk(hub, steps)
        if stay:
            _invite(hub)
            signal.pause()
    steps.heading("Every step happened.")


def _play_two(*, stay: bool) -> None:
    steps = Steps()
    with two_hubs(steps, port=_wanted_port()) as hubs, facts_written(hubs.north):
        walk_two(hubs, steps)
        if stay:
            for name, hub in hubs.named.items():
                print(f"\n{name} is ready.\n\n  API   {hub.url}\n  Docs  {hub.docs_url}")
                print(f"  Keys  admin {hub.keys['admin']}\n        operator {hub.keys['operator']}")
            print("\nCtrl-C ends everything.", flush=True)
            signal.pause()
    steps.heading("Every step happened.")


def _wanted_port() -> int | None:
    wanted = os.environ.get("HUB_PORT", "")
    if not wanted:
        return None
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:  # noqa: PLR2004 - TCP's own limit
        raise CannotStartError(f"HUB_PORT is {wanted!r}, which is no port")
    return int(wanted)


def _invite(hub: LocalHub) -> None:
    print(f"\nThe hub is ready.\n\n  API   {hub.url}\n  Docs  {hub.docs_url}")
    for name, address in hub.sandboxes.items():
        print(f"  Sandbox {name}  {address}")
    print("\n  One key for each role (these open nothing but this hub):")
    for role, key in hub.keys.items():
        print(f"    {role:<16} {key}")
    print("\n  People sign in at the identity provider, one for each role; a token:")
    print(f"    {token_command(hub.sandboxes['identity_provider'])}")
    print("\n  The same in .local/hub.json. Ctrl-C ends everything.", flush=True)


def _end_in_order(number: int, _: FrameType | None) -> NoReturn:
    # A second Ctrl-C must not interrupt the clearing up that the first one began.
    for ending in _ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    print("\nEnding what was started; this takes some seconds.", flush=True)
    sys.exit(0 if number == signal.SIGINT else 128 + number)


if __name__ == "__main__":
    main()
