"""
The composition root: the one place that chooses what stands behind each port.

What not every hub or function has is imported where it is chosen: the others pay nothing for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from referral_hub.adapters.batch_queues import SqsBatchQueue
from referral_hub.adapters.clients import client
from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.partners.kinds import Connections
from referral_hub.adapters.secrets import Secret
from referral_hub.adapters.sqs import SqsDeadLetters, SqsHintQueue, SqsOutbound, SqsRedelivery
from referral_hub.adapters.stepfunctions import StepFunctionsWorkflow
from referral_hub.application.effects import Effects
from referral_hub.domain.partners.partner import Partner
from referral_hub.hub import Hub, WebhookPorts
from referral_hub.ports import (
    BatchQueue,
    ChosenCrm,
    CrmConnection,
    MailSender,
    Redelivery,
    Signatures,
    SignIn,
    Table,
)
from referral_hub.settings import BOOK_SNAPSHOT, BUILT_IN, Settings

if TYPE_CHECKING:
    from referral_hub.adapters.book.following import FollowingBook


def now() -> datetime:
    """The time in UTC, to the second: what the hub writes down is what it decides with."""
    return datetime.now(UTC).replace(microsecond=0)


def assemble(settings: Settings) -> Hub:
    """Put AWS behind every port; clients are made when first used."""
    table = DynamoTable(client("dynamodb"), settings.table)
    book = _book(settings, table)
    return Hub(
        table=table,
        chosen_crm=ChosenCrm(settings.crm, partial(_connection, settings, table)),
        workflow=StepFunctionsWorkflow(
            partial(client, "stepfunctions"), settings.state_machine_arn
        ),
        queue=SqsHintQueue(partial(client, "sqs"), settings.hints_queue_url),
        connections=Connections(partial(_context_of, settings, table)),
        clock=now,
        effects=Effects(now),
        crm_hints=SqsHintQueue(partial(client, "sqs"), settings.crm_hints_queue_url),
        dead_letters=SqsDeadLetters(partial(client, "sqs"), settings.dead_letters_url),
        outbound=SqsOutbound(partial(client, "sqs"), settings.outbound_queue_url),
        redelivery=_redelivery(settings),
        webhooks=_webhooks(settings),
        mail=_mail(settings, table),
        batch_queue=_batch_queue(settings),
        sign_in=_sign_in(settings),
        signing=_signing,
        book=book,
        kept_book=book,
        public_url=settings.public_url,
        state_machine_arn=settings.state_machine_arn,
    )


def _redelivery(settings: Settings) -> Redelivery | None:
    """The queue that this function reads, where its messages may come back sooner."""
    url = settings.redelivery_queue_url
    return SqsRedelivery(partial(client, "sqs"), url) if url else None


def _webhooks(settings: Settings) -> WebhookPorts | None:
    """What only functions know that have to do with webhooks."""
    if not settings.webhook_queue_url:
        return None
    from referral_hub.adapters.webhooks import (
        HttpWebhookSender,
        SqsWebhookQueue,
        WebhookSecretStore,
    )

    return WebhookPorts(
        SqsWebhookQueue(partial(client, "sqs"), settings.webhook_queue_url),
        WebhookSecretStore(partial(client, "secretsmanager"), settings.webhook_secrets_prefix),
        HttpWebhookSender(this_machine=settings.local_addresses == "yes"),
    )


def _batch_queue(settings: Settings) -> BatchQueue | None:
    url = settings.batch_queue_url
    return SqsBatchQueue(partial(client, "sqs"), url) if url else None


def _book(settings: Settings, table: Table) -> FollowingBook | None:
    """The book of a function that has memory and a disk for it; others know no bucket."""
    if not settings.book_bucket:
        return None
    from referral_hub.adapters.book.following import FollowingBook
    from referral_hub.adapters.book.snapshots import S3Snapshots
    from referral_hub.records.book import BookRecords

    snapshots = S3Snapshots(partial(client, "s3"), settings.book_bucket, BOOK_SNAPSHOT)
    # On a machine of several people each has a folder.
    folder = Path(gettempdir()) / f"referral-book-{os.getuid()}"
    return FollowingBook(folder, BookRecords(table), snapshots, now)


def _mail(settings: Settings, table: Table) -> MailSender | None:
    """Who sends mail, where the hub has an address to send it from."""
    if not settings.mail_sender:
        return None
    from referral_hub.adapters.mail import SesMail

    ses = partial(client, "sesv2", endpoint=settings.mail_endpoint, once=True)
    return SesMail(ses, settings.mail_sender, table, now)


def _sign_in(settings: Settings) -> SignIn | None:
    """Who vouches for people, where the hub was told of a sign-in."""
    if not (settings.oidc_issuer and settings.oidc_audience):
        return None
    from referral_hub.adapters.issuer_documents import IssuerDocuments
    from referral_hub.adapters.issuer_keys import IssuerKeys
    from referral_hub.adapters.oidc import OidcTokens

    at_home = settings.local_addresses == "yes"
    return OidcTokens(
        settings.oidc_issuer,
        settings.oidc_audience,
        IssuerKeys(IssuerDocuments(settings.oidc_issuer, this_machine=at_home).keys),
        settings.oidc_email_claim or "email",
        settings.oidc_verified_claim or "email_verified",
    )


def _signing() -> Signatures:
    """Sign and verify what peers send each other."""
    from referral_hub.adapters.ed25519 import Ed25519

    return Ed25519()


def _connection(settings: Settings, table: Table) -> CrmConnection:
    """
    Connect to the CRM of the host.

    Raises:
        ValueError: no CRM has this name.
    """
    if settings.crm == BUILT_IN:
        from referral_hub.adapters.crms.builtin import BuiltInCrm

        return CrmConnection(BuiltInCrm(table, now))
    secret = Secret(partial(client, "secretsmanager"), settings.crm_secret, now)
    return _connect(settings.crm, table)(settings.crm_url, secret, now)


def _connect(
    crm: str, table: Table
) -> Callable[[str, Secret, Callable[[], datetime]], CrmConnection]:
    if crm == "salesforce":
        from referral_hub.adapters.crms.salesforce.connection import connect as connect_salesforce
        from referral_hub.records.attempts import Attempts

        return partial(connect_salesforce, attempts=Attempts(table, "crm:salesforce"))
    if crm == "hubspot":
        from referral_hub.adapters.crms.hubspot.connection import connect

        return connect
    raise ValueError(f"no CRM is called {crm!r}")


def _context_of(settings: Settings, table: Table, partner: Partner) -> PartnerContext:
    from referral_hub.adapters.partner_contexts import PartnerContexts

    return PartnerContexts(settings, table, now)(partner)


@lru_cache(maxsize=1)
def hub() -> Hub:
    """The hub of this process, assembled from the environment when first asked for."""
    return assemble(Settings.from_env())
