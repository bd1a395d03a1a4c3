"""What can be set of a peer."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from referral_hub.adapters.partners.peer.settings import Settings

URL = "https://fjord.example/v1/access/l4k2j1h0"


def test_a_peer_may_be_one_that_only_sends_to_us() -> None:
    inbound_only = Settings()

    assert inbound_only.secret_names == ()
    assert (inbound_only.workflow, inbound_only.feature) == ("sales", "diversification")


def test_whoever_is_sent_to_needs_a_key_that_is_put_for_that_address() -> None:
    outbound = Settings(name="To Fjord", url=URL)

    assert outbound.secret_names == ("key",)
    assert outbound.secret_goes_to == URL


@pytest.mark.parametrize(
    "url",
    [
        "http://fjord.example/v1/access/l4k2j1h0",
        "https://fjord.example:8443/v1/access/l4k2j1h0",
        "https://user:word@fjord.example/v1/access/l4k2j1h0",
        "https://10.0.0.5/v1/access/l4k2j1h0",
        "https://169.254.169.254/v1/access/l4k2j1h0",
        "https://2852039166/v1/access/l4k2j1h0",
        "https://0xa9fea9fe/v1/access/l4k2j1h0",
        "https://[::ffff:169.254.169.254]/v1/access/l4k2j1h0",
        "https://[64:ff9b::a9fe:a9fe]/v1/access/l4k2j1h0",
        "https://fjord.example/v1/access/l4k2j1h0?key=rk_1",
        "https://fjord.example/v1/access/",
        "https://fjord.example/in",
        "ftp://fjord.example/v1/access/l4k2j1h0",
    ],
)
def test_what_is_no_referral_url_is_refused_before_anybody_calls(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(url=url)
