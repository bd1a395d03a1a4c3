"""Say which of the partner's offers, and which of AWS's products, an opportunity is about."""

from collections.abc import Iterator
from typing import Any

from sandbox.partner_central.behaviour import AssociatedTwice
from sandbox.partner_central.errors import BusinessRuleError, ConflictError, NotFoundError
from sandbox.partner_central.model_check import Code, Flaw
from sandbox.partner_central.state import events
from sandbox.partner_central.state.opportunity import Opportunity
from sandbox.partner_central.state.solution import ACTIVE
from sandbox.partner_central.state.store import Store

_SOLUTIONS = "Solutions"
# How many of a kind AWS takes; of the others it does not say.
_MOST = {_SOLUTIONS: 10, "AwsProducts": 20, "AwsMarketplaceOffers": 1}
_CHANGEABLE = (None, "Pending Submission", "Approved")
_IDENTIFIER = "RelatedEntityIdentifier"


def associate(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer AssociateOpportunity; it knows no token, and refuses what is there already."""
    opportunity, entity, identifier = _read(store, request)
    _require_offered(store, entity, identifier)
    known = opportunity.related.get(entity, ())
    if identifier in known:
        raise _twice(store, identifier)
    if len(known) >= _MOST.get(entity, len(known) + 1):
        message = f"an opportunity takes {_MOST[entity]} {entity}"
        raise BusinessRuleError([Flaw(_IDENTIFIER, Code.TOO_MANY_VALUES, message)])
    _relate(store, opportunity, entity, (*known, identifier), "opportunity.associated")
    return {}


def disassociate(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer DisassociateOpportunity; what is not there cannot be taken away."""
    opportunity, entity, identifier = _read(store, request)
    known = opportunity.related.get(entity, ())
    if identifier not in known:
        raise NotFoundError(f"{identifier} is not associated with {opportunity.id}.")
    kept = tuple(each for each in known if each != identifier)
    _relate(store, opportunity, entity, kept, "opportunity.disassociated")
    return {}


def _read(store: Store, request: dict[str, Any]) -> tuple[Opportunity, str, str]:
    opportunity = store.opportunity(request["Catalog"], request["OpportunityIdentifier"])
    if found := [*_locked(opportunity)]:
        raise BusinessRuleError(found)
    return opportunity, request["RelatedEntityType"], request[_IDENTIFIER]


def _locked(opportunity: Opportunity) -> Iterator[Flaw]:
    status = opportunity.review_status
    if status not in _CHANGEABLE:
        message = f"an opportunity that is {status} cannot be updated"
        yield Flaw("LifeCycle.ReviewStatus", Code.ACTION_NOT_PERMITTED, message)


def _require_offered(store: Store, entity: str, identifier: str) -> None:
    if entity != _SOLUTIONS:
        return
    solution = store.solutions.get(identifier)
    if solution is None:
        raise NotFoundError(f"Solution {identifier} was not found.")
    if solution.status != ACTIVE:
        message = f"solution {identifier} is {solution.status}"
        raise BusinessRuleError([Flaw(_IDENTIFIER, Code.INVALID_RESOURCE_STATE, message)])


def _twice(store: Store, identifier: str) -> ConflictError | BusinessRuleError:
    message = f"{identifier} is already associated with the opportunity"
    if store.behaviour.associated_twice is AssociatedTwice.CONFLICT:
        return ConflictError(f"{message}.")
    return BusinessRuleError([Flaw(_IDENTIFIER, Code.DUPLICATE_KEY_VALUE, message)])


def _relate(
    store: Store, opportunity: Opportunity, entity: str, ids: tuple[str, ...], effect: str
) -> None:
    related = opportunity.relating(entity, ids, at=store.now)
    store.keep_opportunity(related)
    store.note(effect, related.id)
    store.emit(events.opportunity_updated(related))
