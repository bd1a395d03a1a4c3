"""
What AWS would refuse, found before it is asked: all that it requires for a submission and that one
field alone does not show.

Sources: AWS Partner Central API reference ("Creating opportunities", and the pages of its fields),
and the patterns of the service model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from referral_hub.adapters.partners.aws.people import (
    is_email,
    is_phone,
    plain_email,
    plain_phone,
)
from referral_hub.domain.outgoing.referral import OutgoingReferral

from . import addresses, picklists
from .members import SOLUTIONS

Fields = Mapping[str, str]
Misfits = Iterator[tuple[str, str]]

MOST_SOLUTIONS = 10
_SOLUTION = re.compile(r"S-[0-9]{1,19}")
_SHORTEST_PROBLEM, _SHORTEST_WEBSITE = 20, 4
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,30})(\.[0-9]{0,2})?")
_ACCOUNT = re.compile(r"[0-9]{12}")
_DUNS = re.compile(r"[0-9]{9}")
_MOST_MONTHS = 144
_A_DEAL = "describe another solution in other_solution, or name one of yours in solutions"


def found(referral: OutgoingReferral, *, today: date) -> dict[str, str]:
    """Name every field that AWS would find fault with, each with what to do."""
    wrong: dict[str, str] = {}
    fields = {name: text.strip() for name, text in referral.fields.items()}
    for rule in _RULES:
        for name, why in rule(fields):
            wrong.setdefault(name, why)
    for name, why in (*_solutions(referral.solutions, fields), *_day(referral, fields, today)):
        wrong.setdefault(name, why)
    return wrong


def _day(referral: OutgoingReferral, fields: Fields, today: date) -> Misfits:
    closes = fields.get("target_close_date", "")
    # A deal that AWS has may have missed its day: only a new one has to lie ahead.
    if closes and closes < today.isoformat() and not referral.partner_referral_id:
        yield "target_close_date", "is past; AWS takes no day before today"


def _texts(fields: Fields) -> Misfits:
    problem = fields.get("description", "")
    if problem and len(problem) < _SHORTEST_PROBLEM:
        yield "description", "is too short; tell the customer's problem in 20 to 2000 characters"
    website = fields.get("customer.website_url", "")
    if website and len(website) < _SHORTEST_WEBSITE:
        yield "customer.website_url", "is too short; AWS takes 4 to 255 characters"


def _amounts(fields: Fields) -> Misfits:
    for kind in ("value", "software"):
        amount, currency = fields.get(f"{kind}.amount", ""), fields.get(f"{kind}.currency", "")
        if amount and not _AMOUNT.fullmatch(amount):
            yield f"{kind}.amount", "must be like 12500.00: no leading zeros, up to two decimals"
        if currency and currency not in picklists.CURRENCIES:
            yield f"{kind}.currency", "must be a currency that AWS knows, such as EUR or USD"
        if bool(amount) != bool(currency):
            missing = "currency" if amount else "amount"
            yield f"{kind}.{missing}", "is required: an amount and its currency go together"


def _customer(fields: Fields) -> Misfits:
    country = fields.get("customer.country_code", "")
    if country and country not in addresses.COUNTRIES:
        yield "customer.country_code", "must be a country's code of two capitals, such as NO"
    elif country:
        postal_code = fields.get("customer.postal_code", "")
        yield from _if("customer.postal_code", addresses.postal_problem(country, postal_code))
        state = fields.get("customer.state", "")
        yield from _if("customer.state", addresses.state_problem(country, state))
    yield from _pattern(fields, "aws_account_id", _ACCOUNT, "must be an account of 12 digits")
    yield from _pattern(fields, "duns", _DUNS, "must be a number of 9 digits")


def _industry(fields: Fields) -> Misfits:
    industry = fields.get("customer.industry", "")
    if industry == picklists.OTHER and not fields.get("other_industry"):
        yield "other_industry", "is required: say which other industry it is"
    if fields.get("national_security") == picklists.YES:
        if industry != picklists.GOVERNMENT:
            yield "customer.industry", "must be Government where national_security is Yes"
    elif not fields.get("customer.website_url"):
        yield "customer.website_url", "is required, unless national_security is Yes"


def _people(fields: Fields) -> Misfits:
    for who in ("contact", "host"):
        email, phone = fields.get(f"{who}.email", ""), fields.get(f"{who}.phone", "")
        if email and not is_email(plain_email(email)):
            yield f"{who}.email", "is no address that AWS takes, such as aino@nordwind.example"
        if phone and not is_phone(plain_phone(phone)):
            yield f"{who}.phone", "must have its country, such as +4930123456"


def _stage(fields: Fields) -> Misfits:
    stage = fields.get("stage")
    if stage == picklists.PROSPECT:
        yield "stage", "must be Qualified at least: AWS takes no prospects from partners"
    if stage == picklists.CLOSED_LOST and not fields.get("closed_lost_reason"):
        yield "closed_lost_reason", "is required where the stage is Closed Lost"
    if stage == picklists.LAUNCHED and not fields.get("aws_account_id"):
        yield "aws_account_id", "is required where the stage is Launched"


def _co_sell(fields: Fields) -> Misfits:
    if fields.get("involvement_type", picklists.CO_SELL) != picklists.CO_SELL:
        return
    for name in ("primary_needs", "sales_activities"):
        if not fields.get(name):
            yield name, "is required to co-sell; or choose For Visibility Only"


def _contract(fields: Fields) -> Misfits:
    months = fields.get("contract_months", "")
    if months and not (months.isdecimal() and 1 <= int(months) <= _MOST_MONTHS):
        yield "contract_months", "must be 1 to 144"


def _solutions(solutions: tuple[str, ...], fields: Fields) -> Misfits:
    described, stage = fields.get("other_solution"), fields.get("stage")
    if strange := [each for each in solutions if not _SOLUTION.fullmatch(each)]:
        yield SOLUTIONS, f"{', '.join(strange)}: must be ids such as S-0000001, as AWS lists them"
    if len(set(solutions)) > MOST_SOLUTIONS:
        yield SOLUTIONS, f"are more than {MOST_SOLUTIONS}; AWS takes no more"
    if not solutions and not described:
        yield SOLUTIONS, f"are missing; {_A_DEAL}"
    if not solutions and stage in (picklists.COMMITTED, picklists.LAUNCHED):
        yield SOLUTIONS, f"are required where the stage is {stage}: name one of yours"


def _pattern(fields: Fields, name: str, pattern: re.Pattern[str], why: str) -> Misfits:
    text = fields.get(name, "")
    if text and not pattern.fullmatch(text):
        yield name, why


def _if(name: str, why: str) -> Misfits:
    if why:
        yield name, why


_RULES: tuple[Callable[[Fields], Misfits], ...] = (
    _texts,
    _amounts,
    _customer,
    _industry,
    _people,
    _stage,
    _co_sell,
    _contract,
)
