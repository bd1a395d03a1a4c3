"""Who calls, and what the headers of a call, or of a part of a composite, wish for."""

import re

from sandbox.http_door import Request
from sandbox.salesforce.org.state import Caller

_CLIENT = re.compile(r"(?:^|[,;])\s*client=([^,;]+)")


def caller_of(request: Request, version: str, user_id: str) -> Caller:
    """REST API Developer Guide, "Call Options Header", "Duplicate Rule Header"."""
    client = _CLIENT.search(request.headers.get("Sforce-Call-Options", ""))
    signed = f";client={client.group(1).strip()}" if client else ""
    rule = request.headers.get("Sforce-Duplicate-Rule-Header", "").replace(" ", "").lower()
    return Caller(
        user_id,
        origin=f"com/salesforce/api/rest/{version}{signed}",
        allow_duplicates="allowsave=true" in rule,
        duplicate_details="includerecorddetails=true" in rule,
    )
