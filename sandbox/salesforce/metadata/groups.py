"""Fields that several standard objects share."""

from sandbox.salesforce.metadata.fields import Field

SOURCES = ("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other")


def owner() -> Field:
    return Field("OwnerId", "reference", 18, nillable=False, default="", reference_to="User")


def address(kind: str) -> tuple[Field, ...]:
    return (
        Field(f"{kind}Street", "textarea", 255),
        Field(f"{kind}City", length=40),
        Field(f"{kind}State", length=80),
        Field(f"{kind}PostalCode", length=20),
        Field(f"{kind}Country", length=80),
    )


def flag(name: str, *, writable: bool = True) -> Field:
    return Field(name, "boolean", nillable=False, default=False, writable=writable)


PERSON = (
    Field("FirstName", length=40),
    Field("LastName", length=80, nillable=False),
    Field("Salutation", "picklist", 40, picklist=("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "Mx.")),
    Field("Name", length=121, nillable=False, writable=False),
    Field("Title", length=128),
    Field("Email", "email", 80),
    Field("Phone", "phone", 40),
    Field("MobilePhone", "phone", 40),
    Field("LeadSource", "picklist", 255, picklist=SOURCES),
    Field("Description", "textarea", 32000),
)
