"""
The standard action of a referral programme, described and invoked.

Sources: REST API Developer Guide, "Standard Invocable Actions"; Actions Developer Guide, "Invoking
Actions": one envelope per input, each of which succeeds or fails by itself.
"""

from typing import Any

from sandbox.salesforce.doors.reply import Call, Reply
from sandbox.salesforce.errors import SalesforceError, not_found, refusal
from sandbox.salesforce.org.programme import inputs_of, process

_NAME = "processB2bReferralEvent"


def describe_action(call: Call, name: str) -> Reply:
    _require_licence(call, name)
    inputs = [
        {"name": each, "type": kind, "required": needed, "maxOccurs": 1}
        for each, (kind, needed) in inputs_of(call.org).items()
    ]
    return Reply(200, {"name": name, "label": "Process B2B Referral Event", "inputs": inputs})


def invoke_action(call: Call, name: str) -> Reply:
    """Answer 400 if any input failed: those that did not are kept all the same."""
    _require_licence(call, name)
    inputs = call.fields().get("inputs")
    if not isinstance(inputs, list) or not all(isinstance(each, dict) for each in inputs):
        raise refusal("JSON_PARSER_ERROR", "inputs must be a list of objects")
    envelopes = [_invoked(call, each, place) for place, each in enumerate(inputs)]
    return Reply(200 if all(each["isSuccess"] for each in envelopes) else 400, envelopes)


def _require_licence(call: Call, name: str) -> None:
    if name != _NAME or not call.org.programme.codes:
        raise not_found()


def _invoked(call: Call, wish: dict[str, Any], place: int) -> dict[str, Any]:
    before = call.org.store.savepoint()
    common = {"actionName": _NAME, "invocationId": None, "sortOrder": place, "version": 1}
    try:
        outputs = process(call.org, call.caller, wish)
    except SalesforceError as error:
        call.org.store.roll_back(before)
        problems = [problem.as_result() for problem in error.problems]
        return {**common, "isSuccess": False, "errors": problems, "outputValues": None}
    return {**common, "isSuccess": True, "errors": None, "outputValues": outputs}
