"""Which resource answers which path under `/services/data/vNN.0`."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from sandbox.salesforce.doors import actions, queries, record_lists, sobjects
from sandbox.salesforce.doors.composite import composite
from sandbox.salesforce.doors.limits import limits
from sandbox.salesforce.doors.reply import Call, Reply
from sandbox.salesforce.errors import not_found, refusal

Resource = Callable[..., Reply]

# First match wins: a record id is told from an object's own resources by its place.
_ROUTES: tuple[tuple[str, dict[str, Resource]], ...] = (
    (r"/sobjects", {"GET": sobjects.list_objects}),
    (r"/sobjects/([^/]+)", {"GET": sobjects.about, "POST": sobjects.insert}),
    (r"/sobjects/([^/]+)/describe", {"GET": sobjects.describe}),
    (
        r"/sobjects/([^/]+)/([^/]+)",
        {"GET": sobjects.read, "PATCH": sobjects.change, "DELETE": sobjects.remove},
    ),
    (
        r"/sobjects/([^/]+)/([^/]+)/([^/]+)",
        {
            "GET": sobjects.read_by_key,
            "PATCH": sobjects.upsert_by_key,
            "DELETE": sobjects.remove_by_key,
        },
    ),
    (r"/query", {"GET": queries.query}),
    (r"/queryAll", {"GET": queries.query_all}),
    (r"/(?:query|queryAll)/([^/]+)", {"GET": queries.more}),
    (r"/limits", {"GET": limits}),
    (
        r"/actions/standard/([^/]+)",
        {"GET": actions.describe_action, "POST": actions.invoke_action},
    ),
    (
        r"/composite/sobjects",
        {
            "POST": record_lists.insert_many,
            "PATCH": record_lists.change_many,
            "DELETE": record_lists.remove_many,
        },
    ),
    (
        r"/composite/sobjects/([^/]+)",
        {"GET": record_lists.read_many, "POST": record_lists.read_many},
    ),
    (r"/composite/sobjects/([^/]+)/([^/]+)", {"PATCH": record_lists.upsert_many}),
    (r"/composite", {"POST": lambda call: composite(call, dispatch)}),
)


def dispatch(call: Call) -> Reply:
    """
    Answer a call, or a subrequest of a composite.

    Raises:
        SalesforceError: nothing answers here, or what answers refuses.
    """
    for pattern, methods in _ROUTES:
        match = re.fullmatch(pattern, call.path)
        if match:
            resource = methods.get(call.request.method)
            if resource is None:
                raise _not_allowed(call, methods)
            return resource(call, *map(unquote, match.groups()))
    raise not_found()


def _not_allowed(call: Call, methods: dict[str, Resource]) -> Exception:
    message = f"HTTP Method '{call.request.method}' not allowed. Allowed are {','.join(methods)}"
    return refusal("METHOD_NOT_ALLOWED", message)
