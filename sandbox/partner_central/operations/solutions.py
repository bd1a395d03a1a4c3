"""List what the partner offers."""

from typing import Any

from sandbox.partner_central.model_check import flaws_of_response
from sandbox.partner_central.operations.listing import allows, ordered, page
from sandbox.partner_central.state.solution import Solution
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.timestamps import to_wire
from sandbox.switches import BadBehaviourError

_SORT_KEYS = {
    "Identifier": lambda s: s.id,
    "Name": lambda s: s.name,
    "Status": lambda s: s.status,
    "Category": lambda s: s.category,
    "CreatedDate": lambda s: s.created,
}


def list_solutions(store: Store, request: dict[str, Any]) -> dict[str, Any]:
    """Answer ListSolutions; both catalogs have the same."""
    matching = (s for s in store.solutions.values() if _is_wanted(s, request))
    sort = request.get("Sort", {"SortBy": "Identifier", "SortOrder": "ASCENDING"})
    sorted_ones = ordered(matching, _SORT_KEYS[sort["SortBy"]], order=sort["SortOrder"])
    shown, more = page(sorted_ones, request, default_size=20)
    return {"SolutionSummaries": [_row(s, request["Catalog"]) for s in shown], **more}


def offer(store: Store, solution_id: str, name: str, status: str) -> None:
    """
    Put a solution into the list, or change one.

    Raises:
        BadBehaviourError: the list would break the model.
    """
    offered = Solution(solution_id, name, store.now, status=status)
    found = flaws_of_response("ListSolutions", {"SolutionSummaries": [_row(offered, "Sandbox")]})
    if found:
        raise BadBehaviourError("; ".join(map(str, found)))
    store.solutions[solution_id] = offered


def _is_wanted(solution: Solution, request: dict[str, Any]) -> bool:
    return (
        allows(request.get("Status") or None, solution.status)
        and allows(request.get("Identifier") or None, solution.id)
        and allows(request.get("Category") or None, solution.category)
        and not request.get("AwsMarketplaceSolutionArn")
    )


def _row(solution: Solution, catalog: str) -> dict[str, Any]:
    return {
        "Catalog": catalog,
        "Id": solution.id,
        "Name": solution.name,
        "Status": solution.status,
        "Category": solution.category,
        "CreatedDate": to_wire(solution.created),
    }
