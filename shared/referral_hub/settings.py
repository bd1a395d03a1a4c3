"""
What differs from one deployment to the next: infra writes it, the runtime reads it, nobody else
knows it.
"""

from __future__ import annotations

import os
from typing import Self

from pydantic import BaseModel, ConfigDict

BUILT_IN = "built-in"
# The one object in the bucket of the book.
BOOK_SNAPSHOT = "book.sqlite.gz"
_PREFIX = "HUB_"


class Settings(BaseModel):
    """
    One field, one environment variable `HUB_<FIELD>`; an empty catalog means no Partner Central.

    `crm` is built-in, salesforce or hubspot; `crm_secret` names a secret in Secrets Manager, JSON
    as docs/connect-<crm>.md describes it. `partner_secrets_prefix` and a partner's id name the
    secret of that partner, `webhook_secrets_prefix` what signs for it. `public_url` is what others
    call the API. `local_addresses` is yes where partners' addresses may lead to this machine.
    `redelivery_queue_url` is the queue that this very function reads. `book_bucket` has the
    snapshots of the referral book; whoever does not know it has no book. `mail_sender` is the
    address that mail comes from, empty where none is sent; `mail_endpoint` stands in for SES.
    Tokens of `oidc_issuer` that are for `oidc_audience` let people in, and none where either is
    empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    state_machine_arn: str = ""
    hints_queue_url: str = ""
    partner_central_catalog: str = ""
    partner_central_endpoint: str = ""
    partner_secrets_prefix: str = ""
    crm: str = BUILT_IN
    crm_url: str = ""
    crm_secret: str = ""
    crm_hints_queue_url: str = ""
    dead_letters_url: str = ""
    outbound_queue_url: str = ""
    redelivery_queue_url: str = ""
    webhook_queue_url: str = ""
    batch_queue_url: str = ""
    webhook_secrets_prefix: str = ""
    local_addresses: str = ""
    book_bucket: str = ""
    mail_sender: str = ""
    mail_endpoint: str = ""
    public_url: str = ""
    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_email_claim: str = ""
    oidc_verified_claim: str = ""

    @classmethod
    def from_env(cls) -> Self:
        """
        Read the environment.

        Raises:
            ValidationError: a variable is missing.
        """
        names = {field: variable(field) for field in cls.model_fields}
        return cls(**{f: os.environ[name] for f, name in names.items() if name in os.environ})

    def as_env(self) -> dict[str, str]:
        """Write the environment of a function; what is not set is left out."""
        return {variable(field): value for field, value in self if value}


def variable(field: str) -> str:
    """Name the environment variable of a setting."""
    return f"{_PREFIX}{field.upper()}"
