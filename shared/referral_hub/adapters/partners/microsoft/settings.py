"""What an admin sets of a Partner Center; who the hub is there stands in the secret."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from referral_hub.adapters.partner_context import ConnectionSettings

# Only this machine: the secret is sent there.
_SANDBOX = r"^(http://127\.0\.0\.1:[0-9]{2,5})?$"

Choice = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Choices = Annotated[tuple[Choice, ...], Field(max_length=500)]


class Settings(ConnectionSettings):
    """
    Nothing has to be set. `partner_roles`, `solution_areas` and `solution_plays` are what Microsoft
    takes for these of a deal that is shared with it, each July others; without them any text goes
    there, and Microsoft says whether it is one. `sandbox_url` is a stand-in on this machine in
    place of Microsoft, and `sandbox_root` the certificate (PEM) that its webhooks are signed under.
    """

    partner_roles: Choices = ()
    solution_areas: Choices = ()
    solution_plays: Choices = ()
    sandbox_url: str = Field(default="", pattern=_SANDBOX)
    sandbox_root: str = Field(default="", max_length=10_000)

    @property
    def secret_names(self) -> tuple[str, ...]:
        return ("tenant_id", "client_id", "refresh_token")

    @property
    def secret_goes_to(self) -> str:
        return self.sandbox_url

    @property
    def optional_secret_names(self) -> tuple[str, ...]:
        """A public client, as device code needs, has no secret of its own."""
        return ("client_secret",)
