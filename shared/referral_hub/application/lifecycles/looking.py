"""
Look at a lead, an opportunity or an order that somebody saved in the CRM, and follow it by its
referral code (LC-3, LC-6).

What told of it is only a hint: the record is read as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from referral_hub.domain.lifecycles.lifecycle import FieldNames, Lifecycle
from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord, place_of
from referral_hub.ports import Crm, TracksSales

from .desk import LifecycleDesk
from .following import Followed, follow


@dataclass(frozen=True)
class SalesWatch:
    """
    What it takes to look. It lives as long as a batch of hints: what lifecycles read is found out
    once for all of them.
    """

    desk: LifecycleDesk
    crm: Crm

    @cached_property
    def fields(self) -> Mapping[RecordKind, tuple[str, ...]]:
        """
        The fields to be read of each kind of record that some lifecycle is about, in any version: a
        referral goes on under the one that it began under.
        """
        versions = list(self._versions())
        asked = {
            kind: [name for v in versions for name in v.fields.get(kind, FieldNames()).all]
            for kind in RecordKind
            if any(_is_about(version, kind) for version in versions)
        }
        return {kind: tuple(dict.fromkeys(names)) for kind, names in asked.items()}

    def _versions(self) -> Iterator[Lifecycle]:
        for newest in self.desk.lifecycles.all():
            yield from self.desk.lifecycles.versions(newest.rule_id)

    def read(self, kind: RecordKind, record_id: str) -> SalesRecord | None:
        """
        Raises:
            Unavailable: the CRM could not be asked.
        """
        if not isinstance(self.crm, TracksSales) or kind not in self.fields:
            return None
        return self.crm.sales_record(kind, record_id, self.fields[kind])


def look(*, kind: RecordKind, record_id: str, now: datetime, watch: SalesWatch) -> list[Followed]:
    """
    Follow a record as it is now, and with it those of the same sale that were never seen: of a
    converted lead, the opportunity that it became.

    Raises:
        Unavailable, Conflict: the CRM was not asked, or all of this moves too fast: later.
    """
    followed, looked = list[Followed](), set[str]()
    ahead = [place_of(kind, record_id)]
    while ahead:
        place = ahead.pop(0)
        looked.add(place)
        record = watch.read(*_kind_and_id(place))
        if record is None:
            continue
        followed.append(follow(seen=record, now=now, desk=watch.desk))
        unseen = dict.fromkeys(_unseen(record, followed[-1]))
        ahead += [each for each in unseen if each not in {*looked, *ahead}]
    return followed


def _unseen(record: SalesRecord, followed: Followed) -> Iterator[str]:
    """
    Walk the records of a sale of which nothing is known: whoever looked before may have been
    interrupted, so what is known counts, and not what is new.
    """
    if followed.tracked:
        known = followed.tracked.stories
        yield from (place for place in record.belongs_to if place not in known)
        yield from (place for place in followed.linked if place not in known)


def _is_about(lifecycle: Lifecycle, kind: RecordKind) -> bool:
    on = {stage.on for stage in lifecycle.stages}
    return kind in {*on, *lifecycle.enters, *lifecycle.fields}


def _kind_and_id(place: str) -> tuple[RecordKind, str]:
    kind, _, record_id = place.partition("#")
    return RecordKind(kind), record_id
