"""Everything the org remembers; calls read and change it, one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.salesforce.metadata.ids import Ids
from sandbox.salesforce.metadata.schema import Schema
from sandbox.salesforce.org.behaviour import Behaviour
from sandbox.salesforce.org.store import Store


@dataclass(frozen=True)
class Caller:
    """
    Who acts: the user, and the `changeOrigin` that events tell of it.

    `allow_duplicates` and `duplicate_details` are what Sforce-Duplicate-Rule-Header asks for.
    """

    user_id: str
    origin: str = ""
    allow_duplicates: bool = False
    duplicate_details: bool = False


@dataclass
class ValidationRule:
    """
    A rule that an admin wrote: refuse an object's records with this message.

    `blank` names the field that must have a value; without it every save is refused, `times` over
    (None: for ever). `field` is where the page would show the message.
    """

    sobject: str
    message: str
    field: str | None = None
    blank: str | None = None
    times: int | None = None


@dataclass(frozen=True)
class Programme:
    """
    A referral programme: without codes the org has no licence for one.

    The guide calls the input for the opportunity `opportunity`; elsewhere it is `opportunityId`.
    """

    codes: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ("Refer", "Qualify", "Closure")
    opportunity_input: str = "opportunityId"


@dataclass
class Org:
    """Hold one org. `now` is the instant of the running call, in whole seconds."""

    ids: Ids
    now: datetime
    id: str = ""
    channel: str = ""
    integration_user: str = ""
    sales_user: str = ""
    schema: Schema = field(default_factory=Schema)
    store: Store = field(default_factory=Store)
    behaviour: Behaviour = field(default_factory=Behaviour)
    rules: list[ValidationRule] = field(default_factory=list)
    programme: Programme = field(default_factory=Programme)
    rivals: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    cursors: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    schema_changed: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    requests_used: int = 0
    commits: int = 0
