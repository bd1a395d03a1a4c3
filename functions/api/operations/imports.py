"""Operations for partners that only people speak with."""

from __future__ import annotations

from functions.api import import_shapes, shapes, views
from functions.api.csv_reading import CSV
from functions.api.refusals import MalformedCsv, UnknownPartner
from functions.api.routes import imports
from referral_hub.application.sharing import NotManual
from referral_hub.domain.contacts.contact import TooManyContacts
from referral_hub.domain.referrals.purpose import ClientHasAgreed
from referral_hub.records.referrals import AlreadyOver, ReceivedDifferently

from .operation import Operation

_PATH = "/v1/partners/{partner_id}/referrals"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        _PATH,
        "typeInReferral",
        "Type in a referral of a partner of the kind manual; again, with people who came later",
        imports.type_in,
        answers={201: views.ReferralView, 200: views.ReferralView},
        body=shapes.ReferralBody,
        refusals=(
            UnknownPartner,
            NotManual,
            ClientHasAgreed,
            AlreadyOver,
            ReceivedDifferently,
            TooManyContacts,
        ),
        idempotent=True,
        etag=True,
        headers=("Location",),
    ),
    Operation(
        "POST",
        f"{_PATH}/import",
        "importReferrals",
        "Import referrals of such a partner from a CSV file; the same file again adds nothing",
        imports.import_file,
        answers={200: import_shapes.ImportReport},
        text=CSV,
        query=import_shapes.ImportQuery,
        refusals=(UnknownPartner, NotManual, MalformedCsv),
    ),
)
