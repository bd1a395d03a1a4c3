"""
Who is associated with whom, by which types.

Source: HubSpot developer docs, "Associations" (v4 and 2026-09): the table of HUBSPOT_DEFINED type
ids, labels, primary companies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sandbox.hubspot.state.standard import COMPANIES, CONTACTS, DEALS, NOTES, ORDERS

HUBSPOT, USER = "HUBSPOT_DEFINED", "USER_DEFINED"


@dataclass(frozen=True)
class AssociationType:
    """One direction of an association; `inverse` is the type id of the other one."""

    category: str
    type_id: int
    source: str
    target: str
    inverse: int
    label: str | None = None
    name: str | None = None
    is_primary: bool = False


@dataclass(frozen=True)
class End:
    """One end of an association: a type id and a record id."""

    type_id: str
    record_id: str


Pair = tuple[End, End]

_STANDARD = (
    (CONTACTS, COMPANIES, 279, 280, None),
    (CONTACTS, COMPANIES, 1, 2, "Primary"),
    (DEALS, CONTACTS, 3, 4, None),
    (DEALS, COMPANIES, 341, 342, None),
    (DEALS, COMPANIES, 5, 6, "Primary"),
    (CONTACTS, CONTACTS, 449, 449, None),
    (COMPANIES, COMPANIES, 450, 450, None),
    (DEALS, DEALS, 451, 451, None),
    (NOTES, CONTACTS, 202, 201, None),
    (NOTES, COMPANIES, 190, 189, None),
    (NOTES, DEALS, 214, 213, None),
    (ORDERS, CONTACTS, 507, 508, None),
    (ORDERS, COMPANIES, 509, 510, None),
    (ORDERS, DEALS, 512, 511, None),
)


def standard_types() -> list[AssociationType]:
    """Return both directions of every association HubSpot defines among these objects."""
    types = []
    for source, target, there, back, label in _STANDARD:
        primary = label is not None
        types.append(AssociationType(HUBSPOT, there, source, target, back, label, None, primary))
        if there != back:
            types.append(
                AssociationType(HUBSPOT, back, target, source, there, label, None, primary)
            )
    return types


@dataclass
class AssociationBook:
    """Keep association types and, of each pair of records, the types that hold."""

    types: list[AssociationType] = field(default_factory=standard_types)
    held: dict[Pair, frozenset[int]] = field(default_factory=dict)

    def copy(self) -> "AssociationBook":
        return AssociationBook(list(self.types), dict(self.held))

    def between(self, source: str, target: str) -> list[AssociationType]:
        return [each for each in self.types if (each.source, each.target) == (source, target)]

    def plain(self, source: str, target: str) -> AssociationType | None:
        """Return the type without a label."""
        return next((each for each in self.between(source, target) if each.label is None), None)

    def primary(self, source: str, target: str) -> AssociationType | None:
        return next((each for each in self.between(source, target) if each.is_primary), None)

    def known(self, source: str, target: str, category: str, type_id: int) -> bool:
        return any(
            (each.category, each.type_id) == (category, type_id)
            for each in self.between(source, target)
        )

    def of_pair(self, source: End, target: End) -> list[AssociationType]:
        held = self.held.get((source, target), frozenset())
        return [
            each for each in self.between(source.type_id, target.type_id) if each.type_id in held
        ]

    def targets(self, source: End, target_type: str) -> list[End]:
        return [to for (of, to) in self.held if of == source and to.type_id == target_type]

    def primary_of(self, source: End, target_type: str) -> End | None:
        """Return the primary company of a contact or deal."""
        kind = self.primary(source.type_id, target_type)
        if kind is None:
            return None
        found = (
            to for to in self.targets(source, target_type) if kind.type_id in self._ids(source, to)
        )
        return next(found, None)

    def put(self, source: End, target: End, type_ids: Iterable[int]) -> None:
        """
        Add types to a pair, in both directions; what holds already stays as it is.

        The plain type always holds along with a labelled one. There is one primary company: a new
        one takes its place, and the first company of a contact or deal is it.
        """
        kinds = {each.type_id: each for each in self.between(source.type_id, target.type_id)}
        wanted = {kinds[type_id] for type_id in type_ids}
        plain = self.plain(source.type_id, target.type_id)
        wanted |= {plain} if plain else set()
        wanted |= self._first_company(source, target)
        for kind in wanted:
            if kind.is_primary:
                self._depose(source, target)
            self._hold(source, target, kind)

    def drop(self, source: End, target: End, type_ids: Iterable[int] | None = None) -> None:
        """Remove some types of a pair, or the pair, in both directions."""
        held = self.of_pair(source, target)
        gone = held if type_ids is None else [each for each in held if each.type_id in type_ids]
        for kind in gone:
            self._release(source, target, kind)

    def forget(self, end: End) -> None:
        """Remove everything about a record."""
        self.held = {pair: ids for pair, ids in self.held.items() if end not in pair}

    def move(self, old: End, new: End) -> None:
        """Give a record's associations to another one, as a merge does."""
        for target, kinds in [(to, self.of_pair(old, to)) for to in self._neighbours(old)]:
            plain = [each.type_id for each in kinds if not each.is_primary]
            if target != new and plain:
                self.put(new, target, plain)
        self.forget(old)

    def _neighbours(self, end: End) -> Iterator[End]:
        return (to for (of, to) in list(self.held) if of == end)

    def _ids(self, source: End, target: End) -> frozenset[int]:
        return self.held.get((source, target), frozenset())

    def _first_company(self, source: End, target: End) -> set[AssociationType]:
        for one, other in ((source, target), (target, source)):
            kind = self.primary(one.type_id, other.type_id)
            if kind and other.type_id == COMPANIES and self.primary_of(one, COMPANIES) is None:
                back = self.primary(source.type_id, target.type_id)
                return {back} if back else set()
        return set()

    def _depose(self, source: End, target: End) -> None:
        one, other = (target, source) if source.type_id == COMPANIES else (source, target)
        former = self.primary_of(one, COMPANIES)
        kind = self.primary(one.type_id, COMPANIES)
        if former and kind and former != other:
            self._release(one, former, kind)

    def _hold(self, source: End, target: End, kind: AssociationType) -> None:
        self.held[source, target] = self._ids(source, target) | {kind.type_id}
        self.held[target, source] = self._ids(target, source) | {kind.inverse}

    def _release(self, source: End, target: End, kind: AssociationType) -> None:
        for one, other, type_id in (
            (source, target, kind.type_id),
            (target, source, kind.inverse),
        ):
            left = self._ids(one, other) - {type_id}
            if left:
                self.held[one, other] = left
            else:
                self.held.pop((one, other), None)
