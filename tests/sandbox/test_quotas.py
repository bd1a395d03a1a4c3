from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from tests.sandbox.leads import IN_SANDBOX, LEAD
from tests.sandbox.rehearsal import Clock, Partner, control


def code_of_reading(aws: Any) -> str:
    with pytest.raises(ClientError) as refused:
        aws.list_opportunities(**IN_SANDBOX)
    return str(refused.value.response["Error"]["Code"])


def test_the_eleventh_read_within_a_second_is_throttled(
    aws: Any, central: PartnerCentral, clock: Clock
) -> None:
    central.behave(aws_quotas=True)

    for _ in range(10):
        aws.list_opportunities(**IN_SANDBOX)
    refused = code_of_reading(aws)
    clock.advance(seconds=1)

    assert refused == "ThrottlingException"
    assert aws.list_opportunities(**IN_SANDBOX)["OpportunitySummaries"] == []


def test_reads_and_writes_do_not_share_a_quota(central: PartnerCentral, partner: Partner) -> None:
    central.behave(aws_quotas=True)
    partner.creates_opportunity()

    for _ in range(10):
        partner.opportunities()

    assert central.quota["reads"]["last_second"] == 10
    assert central.quota["writes"]["last_second"] == 1


def test_a_day_rolls_and_does_not_begin_at_midnight(
    aws: Any, central: PartnerCentral, clock: Clock
) -> None:
    central.behave(reads_per_day=2)
    aws.list_opportunities(**IN_SANDBOX)
    clock.advance(hours=23)
    aws.list_opportunities(**IN_SANDBOX)

    refused = code_of_reading(aws)
    clock.advance(hours=1)
    aws.list_opportunities(**IN_SANDBOX)

    assert refused == "ThrottlingException"
    assert code_of_reading(aws) == "ThrottlingException"


def test_ten_thousand_writes_use_up_the_day(
    aws: Any, central: PartnerCentral, clock: Clock
) -> None:
    central.behave(aws_quotas=True)
    lead = {**IN_SANDBOX, "Identifier": "engi-0000000000000"}
    for _ in range(10_000):
        clock.advance(seconds=1)
        with pytest.raises(Exception, match="was not found"):
            central.call("AcceptEngagementInvitation", lead)
    clock.advance(seconds=1)

    with pytest.raises(ClientError) as accepting:
        aws.accept_engagement_invitation(**lead)
    with pytest.raises(ClientError) as starting:
        aws.start_engagement_by_accepting_invitation_task(**lead, ClientToken="once")

    assert accepting.value.response["Error"]["Code"] == "ThrottlingException"
    assert starting.value.response["Error"]["Code"] == "ServiceQuotaExceededException"


def test_another_process_can_read_what_was_used_up(
    aws: Any, server: PartnerCentralServer, central: PartnerCentral
) -> None:
    central.behave(reads_per_second=2)
    for _ in range(2):
        aws.list_opportunities(**IN_SANDBOX)
    code_of_reading(aws)

    used = control(server, "quota")

    assert used["reads"] == {
        "total": 2,
        "refused": 1,
        "last_second": 2,
        "last_24_hours": 2,
        "most_per_second": 2,
    }
    assert used["writes"]["total"] == 0


def test_what_aws_does_itself_uses_up_nothing(central: PartnerCentral) -> None:
    central.behave(aws_quotas=True)

    central.share_lead(LEAD)
    central.share_lead(LEAD)

    assert central.quota["writes"]["total"] == 0
