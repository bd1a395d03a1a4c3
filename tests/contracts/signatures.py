"""What anything that signs and verifies access referrals must do."""

from __future__ import annotations

from base64 import b64decode
from typing import Protocol

from referral_hub.domain.access_links.signing import signed_content
from referral_hub.ports import Signs, Verifies

# RFC 8032, 7.1, test 3.
SEED = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
PUBLIC = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
CONTENT = bytes.fromhex("af82")
SIGNATURE = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)
# How Svix's server signs its own example as v1a (`test_asymmetric_key_signing`): an implementation
# of Standard Webhooks that is not ours.
SVIX_KEY = b64decode(
    "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
)
SVIX_MESSAGE = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
SVIX_SIGNATURE = b64decode(
    "hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
)


class Both(Signs, Verifies, Protocol):
    """One that does both."""


class SignaturesContract:
    """`signatures`, a fixture of whoever inherits this, signs and verifies."""

    def test_it_signs_as_the_standard_does(self, signatures: Both) -> None:
        assert signatures.public_half(SEED) == PUBLIC
        assert signatures.sign(SEED, CONTENT) == SIGNATURE

    def test_it_signs_a_message_as_another_implementation_does(self, signatures: Both) -> None:
        seed, public = SVIX_KEY[:32], SVIX_KEY[32:]

        signature = signatures.sign(seed, signed_content(*SVIX_MESSAGE))

        assert signatures.public_half(seed) == public
        assert signature == SVIX_SIGNATURE

    def test_what_was_signed_fits_its_public_half(self, signatures: Both) -> None:
        assert signatures.fits(PUBLIC, SIGNATURE, CONTENT)

    def test_nothing_else_fits(self, signatures: Both) -> None:
        other = signatures.public_half(b"o" * 32)

        assert not signatures.fits(other, SIGNATURE, CONTENT)
        assert not signatures.fits(PUBLIC, SIGNATURE, CONTENT + b" ")
        assert not signatures.fits(PUBLIC, SIGNATURE[::-1], CONTENT)

    def test_what_is_no_key_and_no_signature_fits_nothing(self, signatures: Both) -> None:
        assert not signatures.fits(b"", SIGNATURE, CONTENT)
        assert not signatures.fits(PUBLIC, b"", CONTENT)
