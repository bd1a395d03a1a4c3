"""How much of the day's pool is used (REST API Developer Guide, "Limits")."""

from sandbox.salesforce.doors.reply import Call, Reply
from sandbox.salesforce.org.state import Org


def limits(call: Call) -> Reply:
    most = call.org.behaviour.api_requests_per_day
    left = max(0, most - call.org.requests_used)
    return Reply(200, {"DailyApiRequests": {"Max": most, "Remaining": left}})


def usage(org: Org) -> dict[str, str]:
    """Return the header that every answer of the API carries."""
    told = f"api-usage={org.requests_used}/{org.behaviour.api_requests_per_day}"
    return {"Sforce-Limit-Info": told}
