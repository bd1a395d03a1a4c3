"""What an administrator adds to a portal so that referrals can be kept in it."""

from collections.abc import Iterable

from sandbox.hubspot.state.schema import ObjectType, Option, Property
from sandbox.hubspot.state.standard import stamps

MARK, CODE = "referral_hub_id", "referral_code"

_GROUP = "referral_information"
_TEXTS = (
    "number",
    "partner",
    "partner_referral_id",
    "company",
    "title",
    "description",
    "currency",
    "hub_link",
    "rejection_reason",
    "account_id",
    "opportunity_id",
    "hub_answer",
)
_CHOICES = {
    "status": ("pending_acceptance", "accepted", "rejected", "expired"),
    "stage": ("new", "in_progress", "won", "lost", "junk"),
    "decision": ("Accept", "Reject"),
    "create_account": ("true", "false"),
}


def mark(group: str) -> Property:
    """Return the unique property that says which referral made a record."""
    return Property(MARK, "Referral hub id", group=group, is_unique=True)


def code(group: str) -> Property:
    """Return the property that says by whose code a contact or a deal came."""
    return Property(CODE, "Referral code", group=group)


def custom_type(
    name: str, portal_id: int, type_id: str, definitions: Iterable[Property]
) -> ObjectType:
    """Return an object type of the portal's own, `2-...` and `p<portal>_<name>`."""
    kind = ObjectType(
        name=name,
        type_id=type_id,
        singular=name,
        legacy=type_id,
        created_name="hs_createdate",
        modified_name="hs_lastmodifieddate",
        event="object",
        shown=(),
        primary_display="",
        searched=(),
        qualified_name=f"p{portal_id}_{name}",
        plural_label=name.capitalize() + "s",
    )
    kind.add(*stamps(f"{name}_information", kind.created_name, kind.modified_name), *definitions)
    return kind


def referral(portal_id: int, type_id: str) -> ObjectType:
    kind = custom_type("referral", portal_id, type_id, _definitions())
    kind.primary_display = "number"
    kind.required = ("number",)
    kind.searched = ("number", "company", "title", "partner")
    return kind


def _definitions() -> Iterable[Property]:
    yield mark(_GROUP)
    for name in _TEXTS:
        yield Property(name, _label(name), group=_GROUP)
    for name, values in _CHOICES.items():
        options = tuple(Option(value, _label(value)) for value in values)
        kind = "bool" if name == "create_account" else "enumeration"
        yield Property(name, _label(name), kind, "select", _GROUP, options=options)
    yield Property("value", "Value", "number", "number", _GROUP)
    yield Property("expires_at", "Expires at", "datetime", "date", _GROUP)


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()
