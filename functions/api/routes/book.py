"""The referral book: open a line of either direction, and edit what may be edited of it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from functions.api import paging
from functions.api.book_list import PLACE, BookLine, BookLines, BookQuery, place_in, text_of
from functions.api.book_shapes import BookRecord, LineBody, NotEditable
from functions.api.book_views import record
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.who_may import roles_of
from referral_hub.application.book.editing import EditingDesk
from referral_hub.application.book.opening import Opened
from referral_hub.application.outgoing.queries import not_ready
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import OutgoingReferral

_WHAT = "the referral"
_BY_THE_HOST = "is edited of the deal: PATCH /v1/referrals/{number}/deal, or of what is shared"


def list_lines(call: Call[NoQuery, BookQuery]) -> Answer:
    query, hub = call.query, call.hub
    if hub.book is None:
        raise Unavailable("the referral book", "this function keeps no copy of it")
    people = call.by.role in roles_of("listContacts")
    look = query.look(call.by, people=people, workflows=hub.sales_workflows.all)
    place = paging.place_of(query.cursor, key_id=call.by.key_id, query=query, form=PLACE)
    page = hub.book.page(look, limit=query.limit, after=place_in(place))
    cursor = paging.cursor_at(text_of(page.after), key_id=call.by.key_id, query=query)
    items = tuple(BookLine.of(row, call.by) for row in page.rows)
    listed = answer(HTTPStatus.OK, BookLines(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def open_one(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(call, call.hub.book_desk.open(call.number, call.by))


def edit(call: Call[LineBody, NoQuery]) -> Answer:
    """Change the line that the caller has seen, and no other; never merge."""
    hub, seen = call.hub, required_tag(call.request)
    _must_be_theirs(call)

    def check(line: Opened) -> None:
        if seen != _record(call, line).tag:
            raise moved_on(_WHAT)

    desk = EditingDesk(hub.book_desk, hub.two_way_desk, hub.clock())
    with unless_moved_on(_WHAT):
        line = desk.edit(call.number, call.body.edit, call.by, check)
    return _shown(call, line)


def _must_be_theirs(call: Call[LineBody, NoQuery]) -> None:
    """
    Raises:
        NotEditable: somebody else edits such a field, or nobody does.
    """
    call.body.must_leave_the_rest()
    if call.body.edit.value and not call.by.role.of_a_partner:
        raise NotEditable("the host edits the value elsewhere", fields={"/value": _BY_THE_HOST})


def _shown(call: Call[object, object], line: Opened) -> Answer:
    shown = _record(call, line)
    return answer(HTTPStatus.OK, shown, ETag=shown.tag)


def _record(call: Call[object, object], line: Opened) -> BookRecord:
    hub, referral = call.hub, line.referral
    wrong: Mapping[str, str] = {}
    left: tuple[ContactArrival, ...] = ()
    if isinstance(referral, OutgoingReferral):
        today = hub.clock().date()
        wrong = not_ready(referral=referral, connect=hub.connection, today=today)
    elif referral.left_contacts:
        left = tuple(hub.contacts.of(line.number))
    return record(
        line,
        call.by,
        now=hub.clock(),
        crm=hub.chosen_crm.name,
        machine=hub.state_machine_arn,
        left=left,
        not_ready=wrong,
    )
