"""
Which scopes a call needs: any one of those it lists.

Source: HubSpot developer docs, "Scopes", and the required scopes of each endpoint's page.
"""

from sandbox.hubspot import finding, routing
from sandbox.hubspot.errors import ApiError, missing_scopes
from sandbox.hubspot.state.source import Token
from sandbox.hubspot.state.store import Store

_AREAS = ("contacts", "companies", "deals", "orders", "custom")
_CUSTOM = ".custom."

ALL = frozenset(
    {
        *(f"crm.objects.{area}.{what}" for area in _AREAS for what in ("read", "write")),
        *(f"crm.schemas.{area}.{what}" for area in _AREAS for what in ("read", "write")),
        "crm.objects.owners.read",
    }
)
# Custom objects, and with them their scopes, begin with Enterprise.
BELOW_ENTERPRISE = frozenset(scope for scope in ALL if _CUSTOM not in scope)

_PIPELINES = ("crm.objects.deals.read", "crm.schemas.deals.read")


def require(store: Store, token: Token, route: routing.Route) -> None:
    """
    Refuse a call whose token is not good for it.

    Raises:
        ApiError: 403 MISSING_SCOPES; or the path names no object type.
    """
    wanted = _wanted(store, route)
    if wanted and not token.scopes & set(wanted):
        raise missing_scopes(wanted)


def _wanted(store: Store, route: routing.Route) -> tuple[str, ...]:
    if route.needs == routing.NOTHING:
        return ()
    if route.needs == routing.OWNERS:
        return ("crm.objects.owners.read",)
    if route.needs == routing.STAGES:
        return _PIPELINES
    return _of_area(route.needs, _area(store, route))


def _of_area(needs: str, area: str) -> tuple[str, ...]:
    if needs == routing.SCHEMA_READ:
        kinds = ("schemas", "read"), ("objects", "read"), ("objects", "write")
        return tuple(f"crm.{kind}.{area}.{what}" for kind, what in kinds)
    if needs == routing.SCHEMA_WRITE:
        return (f"crm.schemas.{area}.write",)
    return (f"crm.objects.{area}.{needs}",)


def _area(store: Store, route: routing.Route) -> str:
    try:
        return finding.object_type(store, route.params["type"]).scope_name
    except (KeyError, ApiError):
        if "schemas" in route.operation.__module__:
            return "custom"
        raise
