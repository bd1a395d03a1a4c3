"""Everything under `/services`: who calls, how often, and in which transaction."""

from sandbox.http_door import NotHereError, Request
from sandbox.salesforce.doors.callers import caller_of
from sandbox.salesforce.doors.composite import split_version
from sandbox.salesforce.doors.limits import usage
from sandbox.salesforce.doors.reply import Call, Reply
from sandbox.salesforce.doors.rest import dispatch
from sandbox.salesforce.errors import SalesforceError, refusal
from sandbox.salesforce.org.state import Caller, Org
from sandbox.salesforce.org.writing import let_rivals_win
from sandbox.salesforce.sessions import Sessions

_VERSIONS = range(40, 69)


def versions() -> Reply:
    """List the versions of the API; nobody needs to log in for it."""
    return Reply(200, [_version(number) for number in _VERSIONS])


def _version(number: int) -> dict[str, str]:
    years, season = divmod(number, 3)
    release = ("Spring", "Summer", "Winter")[season]
    label = f"{release} '{years + (5 if release == 'Winter' else 4)}"
    return {"label": label, "url": f"/services/data/v{number}.0", "version": f"{number}.0"}


def serve(org: Org, sessions: Sessions, request: Request) -> tuple[Reply, Caller | None]:
    """
    Answer one call of the REST API, and say who made it if anything may have been written.

    Raises:
        NotHereError: the path is none of the API's.
    """
    if not request.path.startswith("/services/data"):
        raise NotHereError(request.path)
    if request.path.rstrip("/") == "/services/data":
        return versions(), None
    caller = None
    try:
        version, path, caller = _admit(org, sessions, request)
        reply = _in_transaction(Call(org, caller, version, path, request))
    except SalesforceError as error:
        reply = Reply(error.status, error.body())
    return Reply(reply.status, reply.document, {**reply.headers, **usage(org)}), caller


def _admit(org: Org, sessions: Sessions, request: Request) -> tuple[str, str, Caller]:
    _, version, path = split_version(request.path)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    user_id = sessions.user(token) if scheme in ("Bearer", "OAuth") else None
    if user_id is None:
        raise refusal("INVALID_SESSION_ID", "Session expired or invalid")
    if org.requests_used >= org.behaviour.api_requests_per_day:
        raise refusal("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    org.requests_used += 1
    if request.body and "json" not in request.headers.get("Content-Type", ""):
        told = request.headers.get("Content-Type", "")
        raise refusal("UNSUPPORTED_MEDIA_TYPE", f"Content-Type not supported : {told}")
    return version, path, caller_of(request, version, user_id)


def _in_transaction(call: Call) -> Reply:
    before = call.org.store.savepoint()
    try:
        return dispatch(call)
    except BaseException:
        call.org.store.roll_back(before)
        raise
    finally:
        let_rivals_win(call.org)
