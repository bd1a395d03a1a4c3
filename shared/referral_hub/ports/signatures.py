"""Ed25519 (RFC 8032), of raw bytes: seeds and public halves of 32, signatures of 64."""

from __future__ import annotations

from typing import Protocol


class Signs(Protocol):
    """Whoever signs with a key that only one side has."""

    def public_half(self, seed: bytes) -> bytes:
        """Return what others need to verify what is signed with this seed."""

    def sign(self, seed: bytes, content: bytes) -> bytes:
        """Return the signature, which is the same each time."""


class Verifies(Protocol):
    """Whoever tells what was signed from what was not."""

    def fits(self, public_half: bytes, signature: bytes, content: bytes) -> bool:
        """Tell whether the content was signed so; False, too, of what is no key at all."""


class Signatures(Signs, Verifies, Protocol):
    """Both sides."""
