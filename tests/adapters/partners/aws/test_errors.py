"""What AWS's errors mean to an operator."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.connector import PartnerCentral
from referral_hub.adapters.partners.aws.errors import Refusal, translated
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Unavailable
from tests.builders import a_referral
from tests.contracts.partner_connector import TOKEN


def an_error(code: str, *, status: int = 400, message: str = "No.", **members: Any) -> ClientError:
    answer: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **members,
    }
    return ClientError(answer, "UpdateOpportunity")


@pytest.mark.parametrize(
    "failure",
    [
        an_error("ThrottlingException"),
        an_error("ServiceQuotaExceededException"),
        an_error("InternalServerException", status=500),
        an_error("ExpiredTokenException", status=403),
        an_error("SomethingNew", status=503),
        an_error("429", status=429),
        EndpointConnectionError(endpoint_url="https://example.invalid"),
        ConnectTimeoutError(endpoint_url="https://example.invalid"),
        ReadTimeoutError(endpoint_url="https://example.invalid"),
        NoCredentialsError(),
        ResponseParserError("<html>"),
    ],
)
def test_what_may_pass_is_tried_again_with_a_plain_reason(failure: Exception) -> None:
    meaning = translated(failure)

    assert isinstance(meaning, Unavailable)
    assert meaning.system == "AWS Partner Central"
    assert meaning.reason.startswith("AWS ")
    assert "http" not in meaning.reason


@pytest.mark.parametrize(
    ("failure", "cause"),
    [
        (an_error("ServiceQuotaExceededException"), "quota"),
        (an_error("ThrottlingException"), "busy"),
        (an_error("ExpiredTokenException", status=403), "signed_out"),
        (NoCredentialsError(), "signed_out"),
        (ReadTimeoutError(endpoint_url="https://example.invalid"), "unreachable"),
    ],
)
def test_troubles_of_one_kind_have_one_cause(failure: Exception, cause: str) -> None:
    meaning = translated(failure)

    assert isinstance(meaning, Unavailable)
    assert meaning.cause == cause


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException"]
)
def test_a_denial_points_at_the_role(code: str) -> None:
    meaning = translated(an_error(code, status=403, message="User arn:aws:iam::1:x is not"))

    assert isinstance(meaning, Refusal)
    assert "IAM" in meaning.reason
    assert code in meaning.reason


def test_every_field_that_aws_faults_is_named() -> None:
    faults = [
        {"FieldName": "Project.Title", "Message": "is too long", "Code": "INVALID_VALUE"},
        {"FieldName": "LifeCycle.Stage", "Code": "INVALID_ENUM_VALUE"},
        {"Message": "something is amiss"},
    ]

    meaning = translated(an_error("ValidationException", ErrorList=faults))

    assert isinstance(meaning, Refusal)
    assert meaning.reason == (
        "AWS refuses: Project.Title: is too long; LifeCycle.Stage: INVALID_ENUM_VALUE; "
        "something is amiss"
    )


def test_a_validation_error_without_a_list_says_its_message() -> None:
    meaning = translated(an_error("ValidationException", message="1 validation error detected"))

    assert isinstance(meaning, Refusal)
    assert meaning.reason == "AWS refuses: 1 validation error detected"


def test_what_aws_says_of_a_person_is_told_by_its_code_only() -> None:
    faults = [
        {
            "FieldName": "Customer.Contacts[0].LastName",
            "Message": "Virta is not allowed",
            "Code": "INVALID_VALUE",
        }
    ]

    meaning = translated(an_error("ValidationException", ErrorList=faults))

    assert isinstance(meaning, Refusal)
    assert meaning.reason == "AWS refuses: Customer.Contacts[0].LastName: INVALID_VALUE"


def test_addresses_and_numbers_in_other_messages_are_blotted_out() -> None:
    meaning = translated(an_error("Odd", message="'aino@nordwind.example', +358 40 1234567"))

    assert isinstance(meaning, Refusal)
    assert meaning.reason == "AWS refuses: '(e-mail)', (phone) (Odd)"


def test_a_request_that_the_client_itself_refuses_is_not_repeated() -> None:
    meaning = translated(ParamValidationError(report="Invalid value aino@nordwind.example"))

    assert isinstance(meaning, Refusal)
    assert "aino" not in meaning.reason


def test_the_original_error_stays_out_of_the_log() -> None:
    class Denying:
        def get_opportunity(self, **_: Any) -> Any:
            raise an_error("AccessDeniedException", message="aino@nordwind.example")

    with pytest.raises(Refusal) as refused:
        Central(Denying, "Sandbox").ask("get_opportunity", Identifier="O1")

    assert refused.value.__suppress_context__


def test_a_denied_acceptance_is_refused_with_the_hint() -> None:
    class Denying:
        def __getattr__(self, _: str) -> Any:
            def deny(**_: Any) -> Any:
                raise an_error("AccessDeniedException")

            return deny

    connector = PartnerCentral(Denying, catalog="Sandbox", partner_id="aws")

    outcome = connector.accept(a_referral(), token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "IAM" in outcome.reason
    assert (outcome.cause, bool(outcome.fix)) == ("no_permission", True)
