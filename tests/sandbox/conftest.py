import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.partner_central.model_check import without_nulls
from tests.sandbox.rehearsal import EVENTS, Clock, Partner
from tests.sandbox.submitting import Submitter


@pytest.fixture
def sample() -> dict[str, Any]:
    """Return the project's own CreateOpportunity request, as a client without nulls sends it."""
    text = (EVENTS / "create_opportunity_request.json").read_text(encoding="utf-8")
    return dict(without_nulls(json.loads(text)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def central(clock: Clock) -> Iterator[PartnerCentral]:
    central = PartnerCentral(clock=clock, seed=7)
    yield central
    assert central.violations == []


@pytest.fixture
def partner(central: PartnerCentral, sample: dict[str, Any]) -> Partner:
    return Partner(central, sample)


@pytest.fixture
def server(central: PartnerCentral) -> Iterator[PartnerCentralServer]:
    with PartnerCentralServer(central) as server:
        yield server


@pytest.fixture
def aws(server: PartnerCentralServer) -> Any:
    """Return AWS's own client, which nobody here wrote; it tries each call once."""
    return boto3.client(
        "partnercentral-selling",
        region_name="us-east-1",
        endpoint_url=server.url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def us(aws: Any, sample: dict[str, Any]) -> Submitter:
    return Submitter(aws, sample)
