"""Who changes records: an app by the API, or a person."""

from dataclasses import dataclass

_USER = "userId:"


@dataclass(frozen=True)
class Source:
    """
    What webhook events tell of it.

    Source: HubSpot developer docs, "Webhooks", `changeSource` and `sourceId`.
    """

    change_source: str
    source_id: str

    @property
    def user_id(self) -> int | None:
        """Return the id of a person; an app has none."""
        user = self.source_id.removeprefix(_USER)
        return int(user) if self.source_id.startswith(_USER) else None


def app(app_id: int) -> Source:
    return Source("INTEGRATION", str(app_id))


def person(user_id: int) -> Source:
    return Source("CRM_UI", f"{_USER}{user_id}")


@dataclass(frozen=True)
class Token:
    """A private app's or service key's token: whose it is and what it opens."""

    app_id: int
    scopes: frozenset[str]
