"""
The object types every portal has, with the properties integrations use most.

Source: HubSpot developer docs, "Understanding the CRM" (type ids), the object guides of contacts,
companies, deals, notes and orders (default properties; the price of an order as public integrations
write it), "Search the CRM" (what is returned and searched).
"""

from sandbox.hubspot.state.schema import ObjectType, Option, Property

CONTACTS, COMPANIES, DEALS, NOTES, ORDERS = "0-1", "0-2", "0-3", "0-46", "0-123"

_STAGES = ("subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity")
_LIFECYCLE = (*_STAGES, "customer", "evangelist", "other")
_LEAD_STATUSES = (
    "NEW",
    "OPEN",
    "IN_PROGRESS",
    "OPEN_DEAL",
    "UNQUALIFIED",
    "ATTEMPTED_TO_CONTACT",
    "CONNECTED",
    "BAD_TIMING",
)
_INDUSTRIES = (
    "COMPUTER_SOFTWARE",
    "FINANCIAL_SERVICES",
    "MARITIME",
    "RETAIL",
    "TELECOMMUNICATIONS",
)


def _texts(group: str, *names: str) -> list[Property]:
    return [Property(each, _label(each), group=group, is_standard=True) for each in names]


def _numbers(group: str, *names: str) -> list[Property]:
    return [
        Property(each, _label(each), "number", "number", group, is_standard=True) for each in names
    ]


def _choice(group: str, name: str, *values: str) -> Property:
    options = tuple(Option(value, _label(value.lower())) for value in values)
    return Property(
        name, _label(name), "enumeration", "select", group, options=options, is_standard=True
    )


def _elsewhere(group: str, name: str) -> Property:
    return Property(
        name,
        _label(name),
        "enumeration",
        "select",
        group,
        is_standard=True,
        options_elsewhere=True,
    )


def _kept(group: str, name: str, kind: str = "string") -> Property:
    """A property HubSpot writes and nobody else may."""
    return Property(name, _label(name), kind, group=group, is_standard=True, is_read_only=True)


def stamps(group: str, created: str, modified: str) -> list[Property]:
    """Return what HubSpot keeps on every record."""
    return [
        _kept(group, "hs_object_id", "number"),
        _kept(group, created, "datetime"),
        _kept(group, modified, "datetime"),
        _kept(group, "hs_merged_object_ids"),
        _elsewhere(group, "hubspot_owner_id"),
    ]


def _label(name: str) -> str:
    return name.removeprefix("hs_").replace("_", " ").capitalize()


def contacts() -> ObjectType:
    group = "contactinformation"
    kind = ObjectType(
        name="contacts",
        type_id=CONTACTS,
        singular="contact",
        legacy="CONTACT",
        created_name="createdate",
        modified_name="lastmodifieddate",
        event="contact",
        shown=("email", "firstname", "lastname"),
        primary_display="firstname",
        searched=("firstname", "lastname", "email", "phone", "hs_additional_emails", "company"),
        plural_label="Contacts",
    )
    kind.add(
        *stamps(group, kind.created_name, kind.modified_name),
        *_texts(group, "firstname", "lastname", "phone", "mobilephone", "jobtitle", "company"),
        *_texts(group, "website", "address", "city", "state", "zip", "country", "message"),
        *_texts(group, "hs_additional_emails", "hs_language"),
        Property("email", "Email", group=group, is_unique=True, is_standard=True),
        _choice(group, "lifecyclestage", *_LIFECYCLE),
        _choice(group, "hs_lead_status", *_LEAD_STATUSES),
        *_numbers(group, "associatedcompanyid"),
    )
    return kind


def companies() -> ObjectType:
    group = "companyinformation"
    kind = ObjectType(
        name="companies",
        type_id=COMPANIES,
        singular="company",
        legacy="COMPANY",
        created_name="createdate",
        modified_name="hs_lastmodifieddate",
        event="company",
        shown=("name", "domain"),
        primary_display="name",
        searched=("name", "domain", "website", "phone"),
        plural_label="Companies",
    )
    kind.add(
        *stamps(group, kind.created_name, kind.modified_name),
        *_texts(
            group, "name", "domain", "website", "phone", "description", "hs_additional_domains"
        ),
        *_texts(group, "address", "city", "state", "zip", "country"),
        *_numbers(group, "numberofemployees", "annualrevenue"),
        _choice(group, "industry", *_INDUSTRIES),
        _choice(group, "lifecyclestage", *_LIFECYCLE),
    )
    return kind


def deals() -> ObjectType:
    group = "dealinformation"
    kind = ObjectType(
        name="deals",
        type_id=DEALS,
        singular="deal",
        legacy="DEAL",
        created_name="createdate",
        modified_name="hs_lastmodifieddate",
        event="deal",
        shown=("dealname", "amount", "closedate", "pipeline", "dealstage"),
        primary_display="dealname",
        searched=("dealname", "pipeline", "dealstage", "description", "dealtype"),
        plural_label="Deals",
    )
    kind.add(
        *stamps(group, kind.created_name, kind.modified_name),
        *_texts(group, "dealname", "description", "hs_next_step"),
        *_texts(group, "closed_lost_reason", "closed_won_reason"),
        *_numbers(group, "amount"),
        Property("closedate", "Close date", "datetime", "date", group, is_standard=True),
        _choice(group, "dealtype", "newbusiness", "existingbusiness"),
        _choice(group, "hs_priority", "low", "medium", "high"),
        _choice(group, "deal_currency_code", "EUR", "GBP", "NOK", "USD"),
        _elsewhere(group, "pipeline"),
        _elsewhere(group, "dealstage"),
        _kept(group, "hs_is_closed"),
        _kept(group, "hs_is_closed_won"),
        _kept(group, "hs_deal_stage_probability", "number"),
    )
    return kind


def notes() -> ObjectType:
    """No subscription tells of them, and whoever may write contacts may write them."""
    group = "engagement"
    kind = ObjectType(
        name="notes",
        type_id=NOTES,
        singular="note",
        legacy="NOTE",
        created_name="hs_createdate",
        modified_name="hs_lastmodifieddate",
        event="",
        shown=(),
        primary_display="hs_note_body",
        searched=("hs_note_body",),
        required=("hs_timestamp",),
        plural_label="Notes",
        scope="contacts",
    )
    kind.add(
        *stamps(group, kind.created_name, kind.modified_name),
        *_texts(group, "hs_note_body", "hs_attachment_ids"),
        Property("hs_timestamp", "Activity date", "datetime", "date", group, is_standard=True),
    )
    return kind


def orders() -> ObjectType:
    """Their events are always generic; how far one is, is text that shops write as they like."""
    group = "orderinformation"
    kind = ObjectType(
        name="orders",
        type_id=ORDERS,
        singular="order",
        legacy="ORDER",
        created_name="hs_createdate",
        modified_name="hs_lastmodifieddate",
        event="object",
        shown=(),
        primary_display="hs_order_name",
        searched=(),
        plural_label="Orders",
    )
    kind.add(
        *stamps(group, kind.created_name, kind.modified_name),
        *_texts(group, "hs_order_name", "hs_currency_code", "hs_source_store"),
        *_texts(group, "hs_fulfillment_status", "hs_shipping_tracking_number"),
        *_numbers(group, "hs_total_price"),
        Property("hs_external_created_date", "Order date", "datetime", "date", group),
        _elsewhere(group, "hs_pipeline"),
        _elsewhere(group, "hs_pipeline_stage"),
    )
    return kind
