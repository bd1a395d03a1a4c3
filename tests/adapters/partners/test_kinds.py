"""Each kind of partner has settings of its own, and a way to be connected."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from referral_hub.adapters.partner_context import ConnectionSettings, PartnerContext
from referral_hub.adapters.partners.kinds import KINDS, connect, settings_of
from referral_hub.adapters.secrets import Secret
from referral_hub.domain.partner import PartnerKind
from referral_hub.settings import Settings
from tests.builders import Clock, a_partner

kinds = pytest.mark.parametrize("kind", KINDS)


def _context() -> PartnerContext:
    def nobody() -> Any:
        raise AssertionError("a secret was read before anything was asked")

    return PartnerContext(Secret(nobody, "harbour", Clock()), Clock(), Settings(table="hub"))


@kinds
def test_each_kind_says_what_an_admin_sets_of_it(kind: PartnerKind) -> None:
    model = settings_of(kind)

    assert issubclass(model, ConnectionSettings)


@pytest.mark.parametrize("kind", [PartnerKind.PLATFORM, PartnerKind.AWS])
def test_a_platform_and_aws_need_no_settings_and_no_secret(kind: PartnerKind) -> None:
    settings = settings_of(kind)()

    assert (settings.model_dump(), settings.secret_names) == ({}, ())


@pytest.mark.parametrize("kind", [PartnerKind.PLATFORM, PartnerKind.AWS])
def test_only_who_is_polled_has_a_feed(kind: PartnerKind) -> None:
    connection = connect(a_partner(kind=kind), _context())

    assert (connection.feed is not None) == settings_of(kind).polled


def test_knowing_the_kinds_imports_none_of_their_connectors() -> None:
    told = (
        "import sys; import referral_hub.adapters.partners.kinds; "
        "print([m for m in sys.modules if m.startswith('referral_hub.adapters.partners.aws')])"
    )

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
