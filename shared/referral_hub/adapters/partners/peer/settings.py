"""What an admin sets of a peer: where deals go, if any do. The key stands in the secret."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, field_validator

from referral_hub.adapters.addresses import AddressRefused, refuse_as_written
from referral_hub.adapters.partner_context import ConnectionSettings
from referral_hub.domain.workflows import DEFAULT, WORKFLOW_ID

# The peer's hub says it with the Referral key; what follows it is the id of its inbound link.
_REFERRAL_URL = r"^(https?://[^\s?#]+/v1/access/[A-Za-z0-9_-]{4,80})?$"
_FEATURE_ID = r"^[a-z][a-z0-9-]{1,39}$"


class Settings(ConnectionSettings):
    """
    An outbound link: its `name`, the sales workflow that its deals come from, the feature that
    offers it, and the Referral URL, without which nothing can be sent. While it is not `enabled`
    nothing new is.
    """

    polled: ClassVar[bool] = False
    by_link: ClassVar[bool] = True

    name: str = Field(default="", max_length=120)
    workflow: str = Field(default=DEFAULT.workflow_id, pattern=WORKFLOW_ID)
    feature: str = Field(default="diversification", pattern=_FEATURE_ID)
    url: str = Field(default="", max_length=2048, pattern=_REFERRAL_URL)
    enabled: bool = True

    @property
    def secret_names(self) -> tuple[str, ...]:
        return ("key",) if self.url else ()

    @property
    def secret_goes_to(self) -> str:
        """The key itself stays here; but it signs for nobody else than it was put for."""
        return self.url

    @field_validator("url")
    @classmethod
    def _leads_to_somebody_else(cls, url: str) -> str:
        try:
            if url:
                refuse_as_written(url)
        except AddressRefused as why:
            raise ValueError(f"the URL {why}") from None
        return url
