"""Ed25519 by `cryptography`, held to the contract of whatever signs."""

from __future__ import annotations

import pytest

from referral_hub.adapters.ed25519 import Ed25519
from tests.contracts.signatures import SignaturesContract


class TestEd25519(SignaturesContract):
    @pytest.fixture
    def signatures(self) -> Ed25519:
        return Ed25519()
