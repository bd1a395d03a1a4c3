"""Who signed a message, with what, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from referral_hub.domain.access_links.refusals import BadSignatureHeaders, StaleTimestamp
from referral_hub.domain.access_links.signing import ReferralKey, SignedBy, signature_headers

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
KEY = "rk_0123456789ab_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
HEADERS = signature_headers(
    "msg_1", timestamp=int(NOON.timestamp()), key_id="0123456789ab", signature=b"s" * 64
)


def test_a_key_is_read_as_it_is_written() -> None:
    read = ReferralKey.read(KEY)

    assert (read.key_id, read.seed) == ("0123456789ab", bytes(range(32)))
    assert read.text == KEY


@pytest.mark.parametrize(
    "text",
    ["", "rk_", KEY[:-1], KEY + "A", KEY.replace("rk_", "rh_"), KEY.upper(), KEY[:-1] + "+"],
)
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="is no Referral key") as refused:
        ReferralKey.read(text)

    assert len(text) < 5 or text not in str(refused.value)


def test_a_key_does_not_show_its_seed_by_accident() -> None:
    assert "seed" not in repr(ReferralKey.read(KEY))


def test_headers_say_which_message_when_and_by_which_key() -> None:
    read = SignedBy.read(HEADERS)

    assert (read.message_id, read.key_id) == ("msg_1", "0123456789ab")
    assert read.signatures == (b"s" * 64,)
    assert read.content(b"{}") == b"msg_1.1803902400.{}"


@pytest.mark.parametrize("name", list(HEADERS))
@pytest.mark.parametrize("told", ["", "with.dot and \u00e9", "x" * 5000])
def test_each_header_is_asked_for_by_name(name: str, told: str) -> None:
    with pytest.raises(BadSignatureHeaders) as refused:
        SignedBy.read({**HEADERS, name: told})

    assert list(refused.value.fields) == [name]


@pytest.mark.parametrize("told", ["1803902400.5", "-1", "+1803902400", "\u0661\u0662", "1e9"])
def test_a_time_is_seconds_in_digits(told: str) -> None:
    with pytest.raises(BadSignatureHeaders):
        SignedBy.read({**HEADERS, "webhook-timestamp": told})


def test_signatures_of_other_versions_are_passed_over() -> None:
    many = f"v1,c2hhcmVk {HEADERS['webhook-signature']} v1a,short v1a,%%% v9"

    read = SignedBy.read({**HEADERS, "webhook-signature": many})

    assert read.signatures == (b"s" * 64,)


def test_nobody_sends_more_than_ten_signatures() -> None:
    with pytest.raises(BadSignatureHeaders):
        SignedBy.read({**HEADERS, "webhook-signature": " ".join(["v1a,AAAA"] * 11)})


@pytest.mark.parametrize("skew", [-300, 300])
def test_five_minutes_are_let_pass(skew: int) -> None:
    SignedBy.read(HEADERS).must_be_fresh(NOON + timedelta(seconds=skew))


@pytest.mark.parametrize("skew", [-301, 301])
def test_more_than_five_minutes_are_not(skew: int) -> None:
    with pytest.raises(StaleTimestamp):
        SignedBy.read(HEADERS).must_be_fresh(NOON + timedelta(seconds=skew))
