"""The lasting switches: how the tenant is set up, and how the service misbehaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox.switches import Reader, count, flag, seconds, switch_value, whole_number

_DAY = 24 * 3600.0


@dataclass(frozen=True)
class Behaviour:
    """
    Times in seconds; a limit of 0 is not enforced.

    Tokens: `access_token_seconds`; `refresh_token_seconds` from issue to lapse; a used one
    lives on for `old_refresh_token_seconds`, or as long as any other if that is below 0, as Entra
    says of itself. `checks_audience`: a token for one API does not open the other.
    `has_referral_role` False: the user who consented is neither Referrals administrator nor user.

    Referrals: `referral_seconds` from creation to expiry; `contact_delay_seconds` from acceptance
    to the contacts that were held back; `list_lag_seconds` until lists know of a change that GET
    by id knows at once; `list_shows_etag`; `create_status` 201 or 200; `rule_status` 422 or 400 for
    a status that may not follow; `stale_answer`; `needs_request_id`: no call without one.

    Lists: `page_size`; `paging` by `keyset` or `offset` (then changes shift pages); `next_link`:
    `true`, `endless` (empty pages that go on for ever), `circular`, or the origin of another host;
    `spoilt_list` on page `spoilt_page` (0: all); `page_padding_bytes` more than were due.

    All: `redirect_to` an origin; `retry_after`, the header of 429 and 503 as it stands;
    `requests_per_minute`; `clock_skew_seconds`, by how much the service's clock is ahead.

    Webhooks: `webhook_copies` 0 loses events, 2 repeats them; `webhooks_reversed`;
    `webhook_delay_seconds`; `webhook_signature` `good` or `wrong`; `webhook_certificate`;
    `webhook_certificate_url` when it is not our own; `resource_uri_base` of what changed.
    """

    access_token_seconds: float = 3600
    refresh_token_seconds: float = 90 * _DAY
    old_refresh_token_seconds: float = -1
    checks_audience: bool = True
    has_referral_role: bool = True
    referral_seconds: float = 14 * _DAY
    contact_delay_seconds: float = 0
    list_lag_seconds: float = 0
    list_shows_etag: bool = False
    create_status: int = 201
    rule_status: int = 422
    stale_answer: str = "412 preconditionFailed"
    needs_request_id: bool = False
    page_size: int = 100
    paging: str = "keyset"
    next_link: str = "true"
    spoilt_list: str = ""
    spoilt_page: int = 0
    page_padding_bytes: int = 0
    redirect_to: str = ""
    retry_after: str = "2"
    requests_per_minute: int = 0
    clock_skew_seconds: float = 0
    webhook_copies: int = 1
    webhooks_reversed: bool = False
    webhook_delay_seconds: float = 0
    webhook_signature: str = "good"
    webhook_certificate: str = "good"
    webhook_certificate_url: str = ""
    # As documented, and neither the host nor the path that Get a referral by ID has.
    resource_uri_base: str = "https://api.partnercenter.microsoft.com/engagements/v1/referrals"

    def changed(self, wishes: Mapping[str, Any]) -> "Behaviour":
        """
        Return the behaviour with these switches turned.

        Raises:
            BadBehaviourError: no such switch, or a value it cannot take.
        """
        turned = {name: switch_value(_READERS, name, value) for name, value in wishes.items()}
        return replace(self, **turned)

    @property
    def is_lying(self) -> bool:
        """Tell whether lists are made wrong on purpose."""
        return bool(self.spoilt_list) or self.next_link != "true" or self.page_padding_bytes > 0


def _one_of(*choices: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value not in choices:
            raise ValueError(f"one of {list(choices)}")
        return value

    return read


def _page_size(value: Any) -> int:
    if count(value) not in range(1, 101):
        raise ValueError("1 to 100")
    return int(value)


_READERS: dict[str, Reader] = {
    "access_token_seconds": seconds,
    "refresh_token_seconds": seconds,
    "old_refresh_token_seconds": float,
    "checks_audience": flag,
    "has_referral_role": flag,
    "referral_seconds": seconds,
    "contact_delay_seconds": seconds,
    "list_lag_seconds": seconds,
    "list_shows_etag": flag,
    "create_status": _one_of(200, 201),
    "rule_status": _one_of(400, 422),
    "stale_answer": _one_of(
        "412 preconditionFailed", "412 resourceModified", "409 resourceModified"
    ),
    "needs_request_id": flag,
    "page_size": _page_size,
    "paging": _one_of("keyset", "offset"),
    "next_link": str,
    "spoilt_list": _one_of(
        "", "bad_json", "not_utf8", "html", "no_value", "value_is_object", "null_record", "nan"
    ),
    "spoilt_page": count,
    "page_padding_bytes": whole_number,
    "redirect_to": str,
    "retry_after": str,
    "requests_per_minute": count,
    "clock_skew_seconds": float,
    "webhook_copies": count,
    "webhooks_reversed": flag,
    "webhook_delay_seconds": seconds,
    "webhook_signature": _one_of("good", "wrong"),
    "webhook_certificate": _one_of(
        "good", "intermediate", "expired", "other_root", "other_organization"
    ),
    "webhook_certificate_url": str,
    "resource_uri_base": str,
}
SWITCHES = frozenset(_READERS)
