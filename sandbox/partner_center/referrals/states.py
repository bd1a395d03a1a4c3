"""
Which status may follow which, and which substatus goes with it.

Source: Microsoft Learn, "Referral resources", section "Status & Substatus transition states".
"""

from sandbox.partner_center.errors import ApiError

_SUBSTATUSES = {
    "New": ("Pending", "Received"),
    "Active": ("Accepted",),
    "Closed": ("Won", "Lost", "Declined", "Expired"),
}
_FOLLOWING = {
    "New": ("New", "Active", "Closed"),
    "Active": ("Active", "Closed"),
    "Closed": ("Closed",),
}


def require_pair(status: str, substatus: str, refused_as: int) -> None:
    """
    Check that a substatus goes with a status.

    Raises:
        ApiError: it does not.
    """
    if substatus not in _SUBSTATUSES.get(status, ()):
        told = f"Substatus '{substatus}' is not valid for status '{status}'."
        raise ApiError(refused_as, told, "substatus")


def require_transition(before: str, after: str, refused_as: int) -> None:
    """
    Check that one status may follow another.

    Raises:
        ApiError: it may not.
    """
    if after not in _FOLLOWING.get(before, (after,)):
        told = f"Status cannot change from '{before}' to '{after}'."
        raise ApiError(refused_as, told, "status")
