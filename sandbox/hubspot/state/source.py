"""Who changes records: an app by the API, or a person."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """
    What webhook events tell of it.

    Source: HubSpot developer docs, "Webhooks", `changeSource` and `sourceId`.
    """

    change_source: str
    source_id: str


def app(app_id: int) -> Source:
    return Source("INTEGRATION", str(app_id))


def person(user_id: int) -> Source:
    return Source("CRM_UI", f"userId:{user_id}")


@dataclass(frozen=True)
class Token:
    """A private app's or service key's token: whose it is and what it opens."""

    app_id: int
    scopes: frozenset[str]
