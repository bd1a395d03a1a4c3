"""
What can be shared of a deal, in the hub's own words; every partner's form begins with these fields.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from referral_hub.domain.forms import Fields, FormField

# By the paths that mappings name an invitation with, so that a field has one name in and out.
SHARED: tuple[FormField, ...] = (
    FormField(name="title", label="Title", max_length=255),
    FormField(name="description", label="Description", max_length=4000),
    FormField(name="value.amount", label="Amount", type="amount"),
    FormField(name="value.currency", label="Currency", max_length=3),
    FormField(name="target_close_date", label="Target close date", type="date"),
    FormField(name="customer.company_name", label="Customer", max_length=120),
    FormField(name="customer.website_url", label="Customer's website", max_length=255),
    FormField(name="customer.country_code", label="Customer's country", max_length=2),
    FormField(name="customer.industry", label="Customer's industry", max_length=80),
    FormField(name="customer.state", label="Customer's state", max_length=80),
    FormField(name="customer.city", label="Customer's city", max_length=80),
    FormField(name="customer.postal_code", label="Customer's postal code", max_length=20),
    FormField(name="customer.street", label="Customer's street", max_length=255),
    FormField(name="contact.first_name", label="Contact's first name", max_length=80),
    FormField(name="contact.last_name", label="Contact's last name", max_length=80),
    FormField(name="contact.email", label="Contact's e-mail", max_length=255),
    FormField(name="contact.phone", label="Contact's phone", max_length=40),
    FormField(name="contact.title", label="Contact's title", max_length=80),
    FormField(name="host.first_name", label="Our person's first name", max_length=80),
    FormField(name="host.last_name", label="Our person's last name", max_length=80),
    FormField(name="host.email", label="Our person's e-mail", max_length=255),
    FormField(name="host.phone", label="Our person's phone", max_length=40),
    FormField(name="host.title", label="Our person's title", max_length=80),
)


def form_with(
    *own: FormField, required: Collection[str] = (), limits: Iterable[tuple[str, int]] = ()
) -> tuple[FormField, ...]:
    """
    Make a partner's form: the shared fields, as far as it has no field of its own by that name,
    then its own. `required` names what it asks for, `limits` how many characters it takes.
    """
    lengths = dict(limits)
    mine = {field.name: field for field in own}
    shared = tuple(mine.pop(field.name, field) for field in SHARED)
    return tuple(_asked(field, required, lengths) for field in (*shared, *mine.values()))


def half_an_amount(fields: Fields) -> dict[str, str]:
    """Name the currency that an amount lacks: without one nobody knows how much it is."""
    if fields.get("value.amount") and not fields.get("value.currency"):
        return {"value.currency": "is needed with an amount, such as EUR"}
    return {}


def _asked(field: FormField, required: Collection[str], lengths: dict[str, int]) -> FormField:
    update = {
        "required": field.required or field.name in required,
        "max_length": lengths.get(field.name, field.max_length),
    }
    return field.model_copy(update=update)
