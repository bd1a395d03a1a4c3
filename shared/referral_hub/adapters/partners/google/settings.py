"""What an admin sets of Google: who the hub's company is there; the key stands in the secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from referral_hub.adapters.partner_context import ConnectionSettings

# Only this machine: the secret is sent there.
_SANDBOX = r"^(http://127\.0\.0\.1:[0-9]{2,5})?$"
_CUSTOMER = {"customer.company_name": "companyName", "customer.website_url": "companyUrl"}

Member = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,60}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Words = Annotated[tuple[Word, ...], Field(max_length=20)]


class Settings(ConnectionSettings):
    """
    `google_partner_id` is the id that Google gave the company as a partner. `writes` is false where
    Google lets the hub read opportunities and not change them. `poll_seconds` is how often each is
    asked for at most. Of leads, what Google's reference was not read for: `customer_members` name
    the members of its customer for fields of the form, `approved_words` and `rejected_words` what
    `leadApprovalStatus` says. `sandbox_url` is a stand-in on this machine in place of Google.
    """

    by_hand: ClassVar[bool] = True

    google_partner_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,100}$")
    writes: bool = True
    customer_members: Mapping[str, Member] = Field(default=_CUSTOMER, max_length=30)
    approved_words: Words = ("APPROVED",)
    rejected_words: Words = ("REJECTED",)
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
