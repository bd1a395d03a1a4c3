"""What goes wrong has one vocabulary: the same trouble has the same cause in every connector."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.crms.hubspot import errors as hubspot
from referral_hub.adapters.crms.salesforce import errors as salesforce
from referral_hub.adapters.crms.salesforce import refusals
from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partners.aws import errors as aws
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Unavailable
from tests.builders import Clock

Meaning = Unavailable | hubspot.Refusal | salesforce.Refusal | aws.Refusal


def from_salesforce(code: str, message: str = "no", status: int = 400) -> Meaning:
    return salesforce.translated(status, [{"errorCode": code, "message": message}])


def from_hubspot(status: int, **told: object) -> Meaning:
    return hubspot.translated(status, told)


def from_aws(code: str, status: int = 400) -> Meaning:
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return aws.translated(ClientError(answer, "GetOpportunity"))  # type: ignore[arg-type]


def failing(meaning: Meaning) -> Callable[[], None]:
    def fail() -> None:
        raise meaning

    return fail


def written(meaning: Meaning) -> Cause:
    """The cause that a writer hears."""
    if isinstance(meaning, Unavailable):
        return meaning.cause
    outcome = {
        hubspot.Refusal: hubspot.as_outcome,
        salesforce.Refusal: refusals.as_outcome,
        aws.Refusal: aws.as_outcome,
    }[type(meaning)](failing(meaning))
    assert isinstance(outcome, Refused)
    return outcome.cause


def read(meaning: Meaning) -> Cause:
    """The cause that a reader hears."""
    reader = {
        hubspot.Refusal: hubspot.as_unavailable,
        salesforce.Refusal: refusals.as_unavailable,
        aws.Refusal: aws.as_unavailable,
    }.get(type(meaning), aws.as_unavailable)
    with pytest.raises(Unavailable) as trouble:
        reader(failing(meaning))
    return trouble.value.cause


SAME = {
    Cause.BUSY: [
        from_salesforce("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests limit exceeded"),
        from_hubspot(429, policyName="TEN_SECONDLY_ROLLING"),
        from_aws("ThrottlingException"),
        from_aws("Odd", 429),
    ],
    Cause.QUOTA: [
        from_salesforce("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
        from_hubspot(429, policyName="DAILY"),
        from_aws("ServiceQuotaExceededException"),
    ],
    Cause.SIGNED_OUT: [
        from_salesforce("INVALID_SESSION_ID", status=401),
        from_hubspot(401),
        from_aws("ExpiredTokenException"),
    ],
    Cause.NO_PERMISSION: [
        from_salesforce("INSUFFICIENT_ACCESS"),
        from_hubspot(403),
        from_aws("AccessDeniedException"),
    ],
    Cause.RECORD_GONE: [
        from_salesforce("ENTITY_IS_DELETED"),
        from_hubspot(404),
        from_aws("ResourceNotFoundException"),
    ],
    Cause.UNREACHABLE: [
        from_salesforce("UNKNOWN_EXCEPTION", status=500),
        from_hubspot(500),
        from_aws("InternalServerException", 500),
    ],
}
TROUBLES = [(cause, meaning) for cause, told in SAME.items() for meaning in told]
STRANGE = [
    from_salesforce("SOMETHING_NEW"),
    from_hubspot(418, category="SOMETHING_NEW", message="no"),
    from_aws("SomethingNewException"),
]


@pytest.mark.parametrize(("cause", "meaning"), TROUBLES)
def test_the_same_trouble_has_the_same_cause_in_every_system(
    cause: Cause, meaning: Meaning
) -> None:
    assert written(meaning) is cause


@pytest.mark.parametrize(("cause", "meaning"), TROUBLES)
def test_who_only_reads_hears_the_same_cause(cause: Cause, meaning: Meaning) -> None:
    assert read(meaning) is cause


@pytest.mark.parametrize("meaning", STRANGE)
def test_what_a_system_makes_up_becomes_no_cause_of_its_own(meaning: Meaning) -> None:
    assert written(meaning) in Cause
    assert read(meaning) in Cause


@pytest.mark.parametrize("code", refusals._KNOWN)
def test_every_code_of_salesforce_has_a_cause(code: str) -> None:
    assert isinstance(written(from_salesforce(code)), Cause)


def test_the_built_in_crm_has_no_words_of_its_own_either() -> None:
    refused = BuiltInCrm(MemoryTable(), Clock()).create_account({}, token="t-1")

    assert isinstance(refused, Refused)
    assert refused.cause is Cause.INVALID_FIELDS
