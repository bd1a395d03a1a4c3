"""
Requests generated from the OpenAPI document, good ones and bad ones, the same on every run: no
answer is a 5xx, and every answer is one that the document describes.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from functions.api import rate_limit
from functions.api.operations.table import OPERATIONS
from referral_hub.adapters.book.memory import MemoryBook
from referral_hub.domain.access import Role
from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.hub import Hub
from tests.application.webhook_stage import set_up
from tests.builders import a_hub, a_partner
from tests.functions.api.client import MAREN, a_client
from tests.functions.api.wsgi import application

REQUESTS_PER_OPERATION = 40
# How pydantic words what is wrong; the hub has words of its own.
NOT_OURS = ("Input should", " should have at ", "after validation", "Value error")
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]


def a_lived_in_hub() -> Hub:
    """A hub with a referral in each state that a request may meet."""
    hub = replace(a_hub(), book=MemoryBook())
    partner, operator = a_client(hub, Role.PARTNER_STAFF), a_client(hub)
    names = ["pending", "accepted", "rejected", "failed"]
    _, accepted, rejected, failed = (
        partner.shares(partner_referral_id=name, contacts=[MAREN]).said["number"] for name in names
    )
    operator.accepts(accepted)
    operator.rejects(rejected)
    operator.accepts(failed)
    hub.referrals.save(hub.referrals.get(failed).failed("The CRM refuses it"))
    set_up(hub)
    hub.partners.add(a_partner(partner_id="google", kind=PartnerKind.MANUAL))
    return hub


HUB = a_lived_in_hub()
KEYS = {role: a_client(HUB, role).key for role in Role}
WHO_MAY = {(o.method, o.path): sorted(o.roles) for o in OPERATIONS}
# An If-Match that matches nothing is 412, which Schemathesis does not count as a refusal by itself.
REFUSED = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428"]
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {"negative_data_rejection": {"expected-statuses": REFUSED}},
        # The test signs in: a made-up Authorization would be replaced, and a request that is bad in
        # nothing else would be a good one.
        "generation": {"with-security-parameters": False},
    }
)
schema = schemathesis.openapi.from_wsgi("/openapi.json", application(HUB), config=CONFIG)


@schema.hook
def filter_query(_: schemathesis.HookContext, query: dict[str, object] | None) -> bool:
    """Leave out what vanishes in a URL, and with it what was bad: a parameter with no value."""
    return [] not in (query or {}).values()


@schemathesis.serializer("text/csv")
def _as_it_is(_: schemathesis.SerializationContext, text: object) -> bytes:
    return str(text).encode(errors="surrogatepass")


@schema.parametrize()
@settings(
    max_examples=REQUESTS_PER_OPERATION,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_document_describes(case: schemathesis.Case) -> None:
    rate_limit.forget()
    roles = WHO_MAY[(case.operation.method.upper(), case.operation.path)]
    headers = {"Authorization": f"Bearer {KEYS[roles[0]]}"} if roles else {}
    answer = case.call_and_validate(headers=headers, checks=CHECKS)
    assert not [words for words in NOT_OURS if words in answer.text]


@pytest.mark.parametrize("number", ["R-000001", "R-000002", "R-000003", "R-000004"])
def test_the_referrals_that_the_requests_may_meet_are_there(number: str) -> None:
    assert HUB.referrals.find(number)
