"""How often a referral asks the CRM, which each org and portal lets the hub do so often a day."""

from __future__ import annotations

import pytest

from bench import anchors
from bench.crm_calls import EXISTING, FUNCTIONS, NEW, Counted, walk

MOST = {"salesforce": anchors.SALESFORCE_CALLS, "hubspot": anchors.HUBSPOT_CALLS}

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.mark.parametrize("account", [EXISTING, NEW])
@pytest.mark.parametrize("crm", MOST)
def test_a_referral_takes_no_more_calls_than_were_promised(crm: str, account: str) -> None:
    _, warm = walk(crm, account)

    assert warm.total <= MOST[crm]


@pytest.mark.parametrize("crm", MOST)
def test_what_a_process_learnt_of_the_crm_it_does_not_ask_again(crm: str) -> None:
    cold, warm = walk(crm, EXISTING)

    looked_up = [call for calls in warm.calls.values() for call in calls if _asks_for_words(call)]
    assert looked_up == []
    assert cold.total > warm.total


def test_calls_are_counted_by_the_function_that_makes_them() -> None:
    counted = Counted("crm", NEW, "warm", dict.fromkeys(FUNCTIONS, ("GET /a", "POST /b")))

    assert counted.total == 2 * len(FUNCTIONS)


def _asks_for_words(call: str) -> bool:
    words = ("describe", "oauth2", "properties", "pipelines", "labels", "account-info")
    return any(word in call for word in words)
