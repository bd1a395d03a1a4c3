"""What an admin sets of Google: who the hub's company is there; the key stands in the secret."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from referral_hub.adapters.partner_context import ConnectionSettings

# Only this machine: the secret is sent there.
_SANDBOX = r"^(http://127\.0\.0\.1:[0-9]{2,5})?$"


class Settings(ConnectionSettings):
    """
    `google_partner_id` is the id that Google gave the company as a partner. `writes` is false where
    Google lets the hub read opportunities and not change them. `poll_seconds` is how often each is
    asked for at most. `sandbox_url` is a stand-in on this machine in place of Google.
    """

    by_hand: ClassVar[bool] = True

    google_partner_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,100}$")
    writes: bool = True
    poll_seconds: int = Field(default=60, ge=60, le=86_400)
    sandbox_url: str = Field(default="", pattern=_SANDBOX)

    @property
    def secret_names(self) -> tuple[str, ...]:
        return ("client_email", "private_key")

    @property
    def optional_secret_names(self) -> tuple[str, ...]:
        """What else stands in the file of a service account's key, so that it can be put whole."""
        return (
            "private_key_id",
            "type",
            "project_id",
            "client_id",
            "auth_uri",
            "token_uri",
            "auth_provider_x509_cert_url",
            "client_x509_cert_url",
            "universe_domain",
        )

    @property
    def secret_goes_to(self) -> str:
        return self.sandbox_url
