"""
Merge two records of a type.

Source: HubSpot developer docs, "Merge two contacts", and the knowledge base, "Merge records": the
primary record's values stay, gaps are filled from the other, both ids lead to the survivor.
"""

from sandbox.hubspot import events, finding, views, writing
from sandbox.hubspot.reply import Asked, Reply, ok
from sandbox.hubspot.state.associations import End
from sandbox.hubspot.state.records import Record
from sandbox.hubspot.state.source import Source
from sandbox.hubspot.state.store import Store


def merge(store: Store, asked: Asked) -> Reply:
    kind = finding.object_type(store, asked.params["type"])
    body = asked.required("primaryObjectId", "objectIdToMerge")
    primary = finding.record(store, kind, str(body["primaryObjectId"]))
    other = finding.record(store, kind, str(body["objectIdToMerge"]))
    return ok(views.simple(store, merged(store, primary, other, asked.source)))


def merged(store: Store, primary: Record, other: Record, source: Source) -> Record:
    """Make one record of two and return it."""
    kind = store.types[primary.type_id]
    survivor = primary
    if store.behaviour.merge_makes_new_record:
        survivor = store.new_record(kind.type_id, primary.values)
    gone = [each for each in (primary, other) if each.id != survivor.id]
    values = {**other.values, **primary.values, **_leftovers(primary, other)}
    stamps = {name: survivor.values.get(name, "") for name in kind.stamps}
    for each in gone:
        store.book.move(End(*each.key), End(*survivor.key))
        store.remove(each)
        store.survivors[each.key] = survivor.id
    store.keep(survivor.changed({**values, **stamps}, store.now), source)
    store.note(f"{kind.name}.merged", survivor.id)
    events.merged(store, survivor, (primary.id, other.id), source)
    end = End(*survivor.key)
    writing.refresh_company(store, end, end, source)
    return store.records[survivor.key]


def _leftovers(primary: Record, other: Record) -> dict[str, str]:
    ids = f"{primary.values.get('hs_merged_object_ids', '')};{other.id}".strip(";")
    emails = {primary.values.get("email", ""), other.values.get("email", "")}
    more = emails - {"", primary.values.get("email") or other.values.get("email", "")}
    found = {"hs_merged_object_ids": ids}
    return {**found, **({"hs_additional_emails": ";".join(sorted(more))} if more else {})}
