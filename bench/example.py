"""The referral and the contact that every measurement is about, as long as real ones are."""

from __future__ import annotations

from typing import Any

# 732 bytes on the wire, as the reference figures were measured with.
REFERRAL: dict[str, Any] = {
    "partner_referral_id": "7f3c2a90-51d4-4c1e-9d0a-2b6e8f1a4c77",
    "title": "Timetable forecasts from tram telemetry",
    "description": "Delays are noticed by the passengers first. The operator wants vehicle "
    "telemetry in one place, and a forecast of each line's next hour on the displays.",
    "customer": {
        "company_name": "Tramlijn Noord B.V.",
        "website_url": "https://tramlijn.example",
        "country_code": "NL",
        "industry": "Transportation and Logistics",
        "city": "Zaandam",
        "postal_code": "1506 AB",
        "street": "Provincialeweg 118",
    },
    "value": {"amount": "4200.00", "currency": "EUR"},
    "target_close_date": "2031-05-30",
    "partner_people": [
        {"name": "Joost de Wit", "email": "joost@harbour.example", "title": "Partner Manager"}
    ],
    "custom": {"campaign": "winter-timetable-2031-a"},
}

CONTACT = {
    "first_name": "Liesbeth",
    "last_name": "Verhoeven",
    "email": "liesbeth.verhoeven@tramlijn.example",
    "phone": "+31 20 555 01 44",
    "title": "Head of Fleet Data",
}

ACCEPTANCE: dict[str, Any] = {"account": {"create": {}}}
