"""A function starts with what it uses, and with nothing that only others use."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping

import pytest

from bench import asset

HANDLERS = [module.removeprefix("functions.") for module in asset.handlers()]
POLLS = {"schedule.poll_partner_feeds"}
FOLLOWS_FEEDS = POLLS | {"sqs.partner_hint"}

# Use cases, and the only functions that start with them.
ONLY = {
    "access": {"api.app", "api.referral_book"},
    "book_keeping": {"schedule.keep_book"},
    "closing": {"workflow.close_referral", "workflow.record_failure", "workflow.record_overdue"},
    "contact_carrying": {"workflow.create_contact", "workflow.match_contact"},
    "crms.referral_list": {"stream.show_referrals"},
    "crms.poll": {"schedule.poll_crm"},
    "partners.feeds": FOLLOWS_FEEDS,
    "partners.news": FOLLOWS_FEEDS,
    "deals.partner_telling": {"sqs.outbound"},
    "retrying": POLLS,
    "webhooks.delivery": {"sqs.deliver_webhook"},
}
COLLECTED = "import {module}, gc; print(sum(turns['collections'] for turns in gc.get_stats()))"
LOADED = "import {module}, json, sys; print(json.dumps(sorted(sys.modules)))"


@pytest.fixture(scope="module")
def loaded() -> Mapping[str, set[str]]:
    """What each function has imported when AWS may call it."""
    return {module: loaded_by(f"functions.{module}") for module in HANDLERS}


def loaded_by(module: str) -> set[str]:
    return set(json.loads(said_by(LOADED.format(module=module))))


def said_by(program: str) -> str:
    command = [sys.executable, "-c", program]
    env = {"PYTHONPATH": ":".join(sys.path)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("use_case", ONLY)
def test_a_use_case_is_loaded_by_the_functions_that_call_it(
    use_case: str, loaded: Mapping[str, set[str]]
) -> None:
    name = f"referral_hub.application.{use_case}"

    assert {module for module, names in loaded.items() if name in names} == ONLY[use_case]


def test_no_function_starts_with_a_connector_that_it_may_not_need(
    loaded: Mapping[str, set[str]],
) -> None:
    connectors = ("referral_hub.adapters.crms.", "referral_hub.adapters.partners.")
    names = {name for found in loaded.values() for name in found if name.startswith(connectors)}

    assert names == {"referral_hub.adapters.partners.kinds"}


def test_only_the_api_starts_with_the_api(loaded: Mapping[str, set[str]]) -> None:
    with_it = {module for module, names in loaded.items() if "functions.api" in names}

    assert with_it == {"api.app", "api.referral_book"}


def test_a_start_is_not_held_up_by_looking_for_garbage() -> None:
    turns = int(said_by(COLLECTED.format(module="functions.api.app")))

    assert turns < 20  # those of the interpreter's own start, and a few
