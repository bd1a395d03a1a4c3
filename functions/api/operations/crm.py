"""Operations on the CRM behind the hub."""

from __future__ import annotations

from functions.api import crm_views, shapes
from functions.api.crm_event_shapes import CrmEventsBody
from functions.api.refusals import CrmNotConnected
from functions.api.routes import crm, crm_events
from referral_hub.application.outgoing.rules.saving import SavedElsewhere
from referral_hub.application.queries import CrmRecordNotFound

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/crm/connection",
        "checkConnection",
        "Check whether the connection to the CRM has all it needs",
        crm.connection,
        answers={200: crm_views.ConnectionView},
    ),
    Operation(
        "GET",
        "/v1/crm/accounts",
        "searchAccounts",
        "Search the CRM's accounts by name",
        crm.search_accounts,
        answers={200: crm_views.AccountList},
        query=shapes.AccountQuery,
    ),
    Operation(
        "GET",
        "/v1/crm/accounts/{account_id}",
        "openAccount",
        "Open an account with its contacts",
        crm.open_account,
        answers={200: crm_views.AccountDetail},
        refusals=(CrmRecordNotFound,),
    ),
    Operation(
        "GET",
        "/v1/crm/association-types",
        "listAssociationTypes",
        "List the kinds of link between contact and opportunity",
        crm.association_types,
        answers={200: crm_views.AssociationTypeList},
    ),
    Operation(
        "GET",
        "/v1/crm/fields/{object}",
        "describeFields",
        "List the fields of a CRM object; of leads and orders, those of the built-in CRM",
        crm.fields,
        answers={200: crm_views.CrmFieldList},
        refusals=(SavedElsewhere,),
    ),
    Operation(
        "GET",
        "/v1/crm/stages",
        "listSalesStages",
        "List the stages of the CRM's sales process",
        crm.stages,
        answers={200: crm_views.CrmStageList},
    ),
    Operation(
        "POST",
        "/v1/crm-events/{crm}",
        "tellCrmEvents",
        "Tell what changed in the CRM, as its webhooks and flows do",
        crm_events.tell,
        answers={202: None},
        body=CrmEventsBody,
        refusals=(CrmNotConnected,),
        signed=True,
    ),
)
