"""The CRM behind the hub, as far as accepting a referral needs it."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.crm_views import (
    AccountDetail,
    AccountList,
    AccountView,
    AssociationTypeList,
    ConnectionView,
    CrmFieldList,
    CrmStageList,
    contact_view,
)
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.shapes import AccountQuery
from referral_hub.application import queries
from referral_hub.application.connection import check_connection
from referral_hub.application.sales.keeping import kept_here
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.lifecycles.sales_record import RecordKind

# What only the built-in CRM describes.
_SALES = (RecordKind.LEAD, RecordKind.ORDER)


def search_accounts(call: Call[NoQuery, AccountQuery]) -> Answer:
    found = call.hub.crm.search_accounts(call.query.q, limit=call.query.limit)
    views = (AccountView(account_id=a.account_id, name=a.name, fields=a.fields) for a in found)
    return answer(HTTPStatus.OK, AccountList(items=tuple(views)))


def open_account(call: Call[NoQuery, NoQuery]) -> Answer:
    account, contacts = queries.account_with_contacts(
        account_id=call.path["account_id"], crm=call.hub.crm
    )
    notes = queries.contact_notes(account_id=account.account_id, by=call.by, crm=call.hub.crm)
    people = (contact_view(c, notes.get(c.contact_id, ())) for c in contacts)
    view = AccountDetail(
        account_id=account.account_id,
        name=account.name,
        fields=account.fields,
        contacts=tuple(people),
    )
    return answer(HTTPStatus.OK, view)


def association_types(call: Call[NoQuery, NoQuery]) -> Answer:
    return answer(HTTPStatus.OK, AssociationTypeList(items=call.hub.crm.association_types()))


def fields(call: Call[NoQuery, NoQuery]) -> Answer:
    what = call.path["object"]
    if what in _SALES:
        described = kept_here(call.hub.crm).sales_fields(RecordKind(what))
    else:
        described = call.hub.crm.describe(CrmObject(what))
    return answer(HTTPStatus.OK, CrmFieldList(items=described))


def stages(call: Call[NoQuery, NoQuery]) -> Answer:
    return answer(HTTPStatus.OK, CrmStageList(items=call.hub.crm.stages()))


def connection(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    checks = check_connection(
        crm=hub.crm, policies=hub.policies, partners=hub.partners, connections=hub.connections
    )
    passed = all(check.passed for check in checks)
    view = ConnectionView(crm=hub.chosen_crm.name, passed=passed, checks=checks)
    return answer(HTTPStatus.OK, view)
