"""What AWS makes of an opportunity that was handed to it, and whom it tells."""

from collections.abc import Iterable

from sandbox.partner_central.state import submission_events
from sandbox.partner_central.state.events import Fact, opportunity_updated
from sandbox.partner_central.state.opportunity import Opportunity
from sandbox.partner_central.state.store import Store


def announce(store: Store, reviewed: Opportunity) -> None:
    """Tell of the verdict that the opportunity has now."""
    store.note("opportunity.reviewed", reviewed.id)
    for fact in _facts(reviewed):
        store.emit(fact)


def _facts(reviewed: Opportunity) -> Iterable[Fact]:
    match reviewed.review_status if reviewed.submission else None:
        case "Approved":
            return submission_events.approved(reviewed)
        case "Rejected":
            return submission_events.rejected(reviewed)
        case _:
            return (opportunity_updated(reviewed),)
