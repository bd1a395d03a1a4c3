"""
What Partner Central lists for a poll: invitations that wait, and opportunities that changed.

A poll costs one call for each, as long as a page is enough. The cursor is the LastModifiedDate of
the opportunity listed last, as AWS told it: the hub's own clock does not matter. AWS's filter
includes that moment, so each entry is marked with its id and its date, and read once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from referral_hub.domain.partners.partner import Hint
from referral_hub.ports import FeedEntry, FeedPage

from .central import PAGE, Central

Row = Mapping[str, Any]

# Where the first poll begins: a partner that was just connected has no referral in the hub whose
# opportunity could have changed before, and its history is its own.
_FIRST_LOOK_BACK = timedelta(days=1)


def pages(central: Central, cursor: str, *, partner_id: str, at: datetime) -> Iterator[FeedPage]:
    """
    Walk what waits, then what changed since the cursor, oldest first.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    beginning = cursor
    for answer in _waiting(central):
        beginning = beginning or _a_day_before(answer, at)
        rows = answer.get("EngagementInvitationSummaries") or ()
        entries = tuple(_invitation(row, partner_id) for row in rows if row.get("Id"))
        yield FeedPage(entries, cursor, all_that_wait=True)
    for rows, place in _changed(central, beginning):
        entries = tuple(_opportunity(row, partner_id) for row in rows if row.get("Id"))
        yield FeedPage(entries, place)


def _waiting(central: Central) -> Iterator[Row]:
    return central.pages(
        "list_engagement_invitations",
        ParticipantType="RECEIVER",
        Status=["PENDING"],
        Sort={"SortBy": "InvitationDate", "SortOrder": "ASCENDING"},
    )


def _changed(central: Central, since: str) -> Iterator[tuple[list[Row], str]]:
    """
    Page by time, not by AWS's own token: what changes while it is listed leaves its place, and the
    place of all that follow shifts. A page that is all of one moment goes on by the token.
    """
    token: dict[str, str] = {}
    while True:
        answer = central.ask(
            "list_opportunities",
            spare=True,
            MaxResults=PAGE,
            LastModifiedDate={"AfterLastModifiedDate": since},
            Sort={"SortBy": "LastModifiedDate", "SortOrder": "ASCENDING"},
            **token,
        )
        rows = list(answer.get("OpportunitySummaries") or ())
        last = max((_stamp(row) for row in rows), default="") or since
        yield rows, last
        if not answer.get("NextToken"):
            return
        token = {"NextToken": answer["NextToken"]} if last == since else {}
        since = last


def _invitation(row: Row, partner_id: str) -> FeedEntry:
    hint = Hint(partner_id=partner_id, about="invitation", id=row["Id"])
    return FeedEntry(hint, at=row.get("InvitationDate"))


def _opportunity(row: Row, partner_id: str) -> FeedEntry:
    hint = Hint(partner_id=partner_id, about="opportunity", id=row["Id"])
    stamp = _stamp(row)
    mark = f"{row['Id']}@{stamp}" if stamp else ""
    return FeedEntry(hint, mark=mark, at=row.get("LastModifiedDate"))


def _stamp(row: Row) -> str:
    """
    Tell a date as it is sent back; cut to microseconds, it is never later than AWS's own.
    """
    moment = row.get("LastModifiedDate")
    return _written(moment) if moment else ""


def _a_day_before(answer: Row, at: datetime) -> str:
    """Reckon from AWS's own clock, which every answer tells; from ours when it does not."""
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        now = parsedate_to_datetime(headers["date"])
    except (KeyError, TypeError, ValueError):
        now = at
    return _written(now - _FIRST_LOOK_BACK)


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
