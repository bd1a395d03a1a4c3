"""Connecting Partner Center costs little, and leads nowhere that nobody meant."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from referral_hub.adapters.partners.microsoft.places import places_of
from referral_hub.adapters.partners.microsoft.settings import Settings
from referral_hub.domain.errors import Unavailable
from tests.adapters.partners.microsoft.stage import Stage
from tests.contracts.partner_connector import pending

_LAZY = """
import sys
import referral_hub.adapters.partners.microsoft.connection
print([name for name in ("cryptography", "jwt") if name in sys.modules])
"""


def test_whoever_only_polls_does_without_cryptography() -> None:
    done = subprocess.run([sys.executable, "-c", _LAZY], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_nothing_has_to_be_set() -> None:
    assert places_of(Settings().sandbox_url).referrals.startswith(
        "https://api.partner.microsoft.com"
    )
    assert Settings().secret_names == ("tenant_id", "client_id", "refresh_token")


@pytest.mark.parametrize(
    "url",
    ["https://evil.example", "http://127.0.0.1", "http://127.0.0.1:80@evil.example", "file:///"],
)
def test_a_sandbox_is_on_this_machine_or_nowhere(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(sandbox_url=url)


def test_in_a_deployment_nothing_leads_to_this_machine(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "local_addresses", "")

    with pytest.raises(Unavailable, match="must be https"):
        pending(stage.connected().feed)  # type: ignore[arg-type]
