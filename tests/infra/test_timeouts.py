"""Whatever asks a CRM has the time for the longest step, however slow each call of it is."""

from __future__ import annotations

import pytest
from urllib3 import Timeout

from functions.sqs.outgoing_batch import _TIME
from referral_hub.adapters.crms.hubspot.door import _PATIENCE as HUBSPOT
from referral_hub.adapters.crms.salesforce.wire import Wire
from tests.infra.template import Template, as_list, mentioned

# A contact with its role in HubSpot: refused for a conflict, looked up by both keys, adopted.
LONGEST_STEP_CALLS = 8
# Telling a deal: sign in, the stages, the opportunity, the update.
TELLING_CALLS = 4
# A row of a batch: sign in, the fields of two objects, opportunity, account, roles, contact.
ROW_CALLS = 7
API_GATEWAY_WAITS_SECONDS = 30
SALESFORCE = Wire()._pool.connection_pool_kw["timeout"]


def askers(template: Template) -> dict[str, int]:
    """The timeouts of the functions that may sign in to a CRM, by module."""
    may = {
        role
        for policy in template.all("IAM::Policy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if "secretsmanager:GetSecretValue" in as_list(statement["Action"])
        and "CrmSecret" in str(statement["Resource"])
        and "CrmSecret" in mentioned(statement["Resource"])
        for role in mentioned(policy["Roles"])
    }
    return {
        module: function["Timeout"]
        for module, function in template.modules.items()
        if mentioned(function["Role"]) <= may
    }


@pytest.mark.parametrize("patience", [HUBSPOT, SALESFORCE], ids=["hubspot", "salesforce"])
def test_the_longest_step_fits_into_every_function_that_takes_it(
    template: Template, patience: Timeout
) -> None:
    slowest = LONGEST_STEP_CALLS * (patience.connect_timeout + patience.read_timeout)

    behind_the_api = {m: t for m, t in askers(template).items() if m != "api.app"}

    assert len(behind_the_api) == 8
    assert {module: t for module, t in behind_the_api.items() if t < slowest} == {}


def test_a_batch_of_deals_is_told_in_the_time_of_the_longest_step(template: Template) -> None:
    mappings = template.all("Lambda::EventSourceMapping").values()

    (outbound,) = (m for m in mappings if "OutboundMessages" in str(m["EventSourceArn"]))

    assert outbound["BatchSize"] * TELLING_CALLS <= LONGEST_STEP_CALLS


@pytest.mark.parametrize("patience", [HUBSPOT, SALESFORCE], ids=["hubspot", "salesforce"])
def test_a_row_that_is_begun_at_the_last_moment_is_finished_in_time(
    template: Template, patience: Timeout
) -> None:
    slowest = ROW_CALLS * (patience.connect_timeout + patience.read_timeout)

    assert _TIME.total_seconds() + slowest <= askers(template)["sqs.outgoing_batch"]


def test_the_api_gives_up_when_api_gateway_does(template: Template) -> None:
    assert askers(template)["api.app"] == API_GATEWAY_WAITS_SECONDS
