"""Each kind of partner has settings of its own, and a way to be connected."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import boto3
import pytest
from moto import mock_aws

from referral_hub.adapters.partner_context import ConnectionSettings, PartnerContext
from referral_hub.adapters.partners.kinds import Connections
from referral_hub.adapters.secrets import Secret
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.settings import Settings
from tests.builders import NOON, Clock, a_partner

AWS_AND_PLATFORM = pytest.mark.parametrize("kind", [PartnerKind.PLATFORM, PartnerKind.AWS])


def _nobody() -> Any:
    raise AssertionError("Secrets Manager was asked before anything had to be known")


def connections(manager: Any = _nobody) -> Connections:
    def context_of(partner: Partner) -> PartnerContext:
        secret = Secret(manager, f"hub/partners/{partner.partner_id}", Clock())
        return PartnerContext(secret, Clock(), Settings(table="hub"))

    return Connections(context_of)


@pytest.mark.parametrize("kind", Connections.kinds)
def test_each_kind_says_what_an_admin_sets_of_it(kind: PartnerKind) -> None:
    model = connections().settings_of(kind)

    assert issubclass(model, ConnectionSettings)


@AWS_AND_PLATFORM
def test_a_platform_and_aws_need_no_settings_and_no_secret(kind: PartnerKind) -> None:
    settings = connections().settings_of(kind)()

    assert (settings.model_dump(), settings.secret_names) == ({}, ())


@AWS_AND_PLATFORM
def test_only_who_is_polled_has_a_feed(kind: PartnerKind) -> None:
    connection = connections().connect(a_partner(kind=kind))

    assert (connection.feed is not None) == connections().settings_of(kind).polled


def test_a_partner_is_connected_once_until_something_of_it_changes() -> None:
    partner, known = a_partner(version=1), connections()
    before = known.connect(partner)

    again = known.connect(partner)
    changed = known.connect(partner.with_new_secret(NOON).model_copy(update={"version": 2}))

    assert again is before
    assert changed is not before


def test_settings_that_fit_no_longer_keep_the_partner_from_being_connected() -> None:
    stale = a_partner(kind=PartnerKind.AWS, settings={"door": "hush"})

    with pytest.raises(Unavailable, match="no longer fit: door") as trouble:
        connections().connect(stale)

    assert "hush" not in str(trouble.value)


def test_of_a_secret_only_its_names_are_told() -> None:
    with mock_aws():
        manager = boto3.client("secretsmanager", region_name="us-east-1")
        known = connections(lambda: manager)
        known.put_secret(a_partner(), {"client_secret": "hush"})

        assert known.names_in_secret(a_partner()) == {"client_secret"}


def test_knowing_the_kinds_imports_none_of_their_connectors() -> None:
    told = (
        "import sys; import referral_hub.adapters.partners.kinds; "
        "print([m for m in sys.modules if m.startswith('referral_hub.adapters.partners.aws')])"
    )

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
