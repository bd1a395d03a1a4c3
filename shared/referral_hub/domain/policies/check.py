"""Whether a policy fits a CRM: everything that is wrong with it at once, each under its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.expressions.expression import evaluate, faults_in
from referral_hub.domain.expressions.values import ExpressionFailed, as_text
from referral_hub.domain.forms import FormField
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.purpose import Purpose
from referral_hub.domain.referrals.sources import SOURCES, Told, is_source
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import Money

from .crm_record import CrmPaths, CrmRecord
from .filling import Record, Rule
from .mapping import FieldMapping, Filling, Sync, ValueSource
from .policy import ContactSyncMode, IntakePolicy

# An item of the table has 400 KB, and a policy is one item.
_MOST_BYTES = 200_000
Problems = Iterator[tuple[str, str]]

# The stage comes back by the stage map.
_COME_BACK = tuple(field.value for field in DealField if field in SOURCES)


@cache
def _example() -> Invitation:
    """Tell something everywhere, so that an expression that puts unlike kinds together fails."""
    return Invitation(
        partner_id="example",
        partner_referral_id="1",
        number="R-000001",
        title="1",
        description="1",
        customer=Customer(
            company_name="1",
            website_url="https://a.example",
            country_code="NO",
            **dict.fromkeys(("industry", "state", "city", "postal_code", "street"), "1"),
        ),
        value=Money(minor=100, currency="EUR"),
        target_close_date="2027-03-01",
        purpose=Purpose.QUESTIONS,
        referral_code="ABC",
        received_at="2027-01-01T00:00:00Z",
        via="example",
    )


def example_told() -> Told:
    """Something everywhere that a partner may tell of it."""
    return Told.of(_example())


@cache
def _told() -> _Sources:
    """What a partner tells in an invitation."""
    listed = (*sorted(SOURCES), "custom.<name>")
    return _Sources(is_source, listed, example_told())


@dataclass(frozen=True)
class CrmWords:
    """
    What a CRM knows: fields by object, labels of association types, names of stages, and contact
    roles. No roles means that any text will do. A CRM that `makes_labels` takes any label.
    `stage_field` is the field of an opportunity that has its stage.
    """

    fields: Mapping[CrmObject, tuple[FormField, ...]]
    labels: tuple[str, ...] = ()
    makes_labels: bool = False
    stages: tuple[str, ...] = ()
    roles: tuple[str, ...] = field(default=())
    stage_field: str = ""


@dataclass(frozen=True)
class _Sources:
    """The paths that there are, how a person reads them, and something at each."""

    known: Callable[[str], bool]
    listed: tuple[str, ...]
    example: Record


def misfits_of(policy: IntakePolicy, crm: CrmWords, form: Iterable[FormField]) -> dict[str, str]:
    """
    Name every place of the policy that does not fit the CRM, or the partner's form for what is
    shared with it, with the first reason why.
    """
    found: dict[str, str] = {}
    for place, why in (*_all(policy, crm), *_of_outgoing(policy, crm, form)):
        found.setdefault(place, why)
    return found


def _all(policy: IntakePolicy, crm: CrmWords) -> Problems:
    for what in (CrmObject.ACCOUNT, CrmObject.OPPORTUNITY):
        yield from _of_form(policy, what, crm)
    yield from _of_contacts(policy, crm)
    for name in policy.stage_map:
        if name not in crm.stages:
            yield f"stage_map.{name}", f"is no stage; the CRM has: {_listed(crm.stages)}"
    if len(policy.model_dump_json().encode()) > _MOST_BYTES:
        yield "policy", f"is longer than {_MOST_BYTES} bytes"


def _of_form(policy: IntakePolicy, what: CrmObject, crm: CrmWords) -> Problems:
    described = crm.fields[what]
    known = {f.name: f for f in described}
    offered = policy.offered(what)
    unoffered = [f.name for f in described if f.required and f.writable and f.name not in offered]
    if unoffered:
        why = f"must fill what the CRM requires, or the field set offer it: {_listed(unoffered)}"
        yield f"{what}_mapping", why
    for rule in policy.rules(what):
        yield from _of_mapping(rule, known.get(rule.mapping.target), what)
        if why := _wrong_way(rule.mapping, what, crm.stage_field):
            yield f"{rule.place}.sync", why
    yield from _of_twins(policy.rules(what))
    yield from _of_returning(policy.rules(what))
    for i, name in enumerate(policy.field_set(what)):
        yield from _of_target(f"{what}_field_set.{i}", name, known.get(name), what, writes=True)


def _of_target(
    place: str, name: str, known: FormField | None, what: CrmObject, *, writes: bool
) -> Problems:
    if known is None:
        yield place, f"{name} is no field of the CRM's {what}"
    elif writes and not known.writable:
        yield place, f"{name} cannot be written"


def _of_mapping(rule: Rule[FieldMapping], known: FormField | None, what: CrmObject) -> Problems:
    place, mapping = rule.place, rule.mapping
    yield from _of_target(f"{place}.target", mapping.target, known, what, writes=mapping.writes)
    yield from _of_filling(place, mapping, _told())
    if known:
        yield from _of_values(place, mapping, known)
        if mapping.cut > known.max_length:
            yield f"{place}.cut", f"the CRM takes {known.max_length} characters"
    if mapping.comes_back:
        yield from _of_words_back(place, mapping)


def _of_outgoing(policy: IntakePolicy, crm: CrmWords, form: Iterable[FormField]) -> Problems:
    known, paths = {field.name: field for field in form}, CrmPaths.of(crm.fields)
    sources = _Sources(paths.__contains__, tuple(paths), CrmRecord.example(paths))
    for rule in policy.outgoing_rules:
        field = known.get(rule.mapping.target)
        if field is None:
            yield f"{rule.place}.target", f"{rule.mapping.target} is no field of the partner's form"
        elif not field.writable:
            yield f"{rule.place}.target", f"{field.name} cannot be written"
        else:
            yield from _of_values(rule.place, rule.mapping, field)
        yield from _of_filling(rule.place, rule.mapping, sources)
    yield from _of_twins(policy.outgoing_rules)


def _of_filling(place: str, mapping: Filling, sources: _Sources) -> Problems:
    if not mapping.sources and not mapping.default:
        yield place, "has no template, no expression and no default"
    for where, source in mapping.sources:
        yield from _of_source(f"{place}.{where}", source, sources)
    if mapping.when:
        yield from _of_expression(f"{place}.when", mapping.when, sources)


def _wrong_way(mapping: FieldMapping, what: CrmObject, stage_field: str) -> str:
    """Say why a field cannot go the way that it is to; empty when it can."""
    if mapping.sync is Sync.ONCE:
        return ""
    if what is CrmObject.ACCOUNT:
        return "only fields of the opportunity change later; leave it at `once`"
    if mapping.target == stage_field:
        return "the stage comes back always, by the stage_map, and never goes; leave it at `once`"
    return _no_way_back(mapping) if mapping.comes_back else ""


def _no_way_back(mapping: FieldMapping) -> str:
    if not mapping.only_path:
        why = "what comes back needs a template that is one path, and nothing else"
    elif mapping.only_path not in _COME_BACK:
        why = f"{mapping.only_path} does not come back; what does: {_listed(_COME_BACK)}"
    else:
        return ""
    return f"{why}; else take `to_crm`, or leave it at `once`"


def _of_source(place: str, source: ValueSource, sources: _Sources) -> Problems:
    if source.expression:
        yield from _of_expression(place, source.expression, sources)
    unknown = [path for path in source.paths if not sources.known(path)]
    if unknown:
        told = _listed(map(repr, unknown))
        yield place, f"unknown path {told}; known: {_listed(sources.listed)}"


def _of_expression(place: str, text: str, sources: _Sources) -> Problems:
    if found := faults_in(text, known=sources.known):
        yield place, "; ".join(found)
        return
    try:
        as_text(evaluate(text, sources.example.value))
    except ExpressionFailed as failed:
        if failed.typed:
            yield place, str(failed)


def _of_values(place: str, mapping: Filling, known: FormField) -> Problems:
    """Check what is always or sometimes written as it stands here."""
    written = {f"{place}.values.{told}": text for told, text in mapping.values.items()}
    written[f"{place}.default"] = mapping.default
    for where, source in mapping.sources:
        written[f"{place}.{where}"] = mapping.values.get(source.constant, source.constant)
    for where, text in written.items():
        if text and (why := known.as_offered.problem(text)):
            yield where, why


def _of_words_back(place: str, mapping: FieldMapping) -> Problems:
    """Of what comes back it must be clear which of the partner's words it stands for."""
    partners: dict[str, str] = {}
    for told, text in mapping.values.items():
        first = partners.setdefault(text, told)
        if first != told:
            yield f"{place}.values.{told}", f"{text} comes back as {first}: give each its own"


def _of_twins(rules: Iterable[Rule[Filling]]) -> Problems:
    """Of several mappings of one field, each but the last needs a condition of its own."""
    before: dict[str, list[str]] = {}
    for rule in rules:
        conditions = before.setdefault(rule.mapping.target, [])
        if "" in conditions or rule.mapping.when in conditions:
            why = f"an earlier mapping fills {rule.mapping.target} whenever this one would"
            yield f"{rule.place}.target", why
        conditions.append(rule.mapping.when)


def _of_returning(rules: tuple[Rule[FieldMapping], ...]) -> Problems:
    """Of several fields that bring one thing back, each but the last needs a condition too."""
    before: dict[str, list[Rule[FieldMapping]]] = {}
    for rule in (rule for rule in rules if rule.mapping.comes_back and rule.mapping.only_path):
        path, target = rule.mapping.only_path, rule.mapping.target
        others = [r for r in before.setdefault(path, []) if r.mapping.target != target]
        if any(other.mapping.when in ("", rule.mapping.when) for other in others):
            why = f"{path} comes back from {others[0].mapping.target} whenever this would"
            yield f"{rule.place}.sync", f"{why}; give that one a condition, or this one `to_crm`"
        before[path].append(rule)


def _of_contacts(policy: IntakePolicy, crm: CrmWords) -> Problems:
    if policy.contact_sync is ContactSyncMode.NONE:
        return
    label = policy.association_type
    if label and label not in crm.labels and not crm.makes_labels:
        yield "association_type", f"must be one of: {_listed(sorted(crm.labels)) or 'none'}"
    if crm.roles and policy.contact_role not in crm.roles:
        yield "contact_role", f"must be one of: {_listed(crm.roles)}"


def _listed(names: object) -> str:
    return ", ".join(map(str, names))  # type: ignore[call-overload]
