"""Whose tokens let people in."""

from collections.abc import Iterable

from infra.hub_function import HubFunction
from infra.parameters import SignInParameters


def let_in(sign_in: SignInParameters, *, by: Iterable[HubFunction]) -> None:
    """Tell the functions that authenticate which issuer they take at its word."""
    for function in by:
        function.learns(
            oidc_issuer=sign_in.issuer.value_as_string,
            oidc_audience=sign_in.audience.value_as_string,
            oidc_email_claim=sign_in.email_claim.value_as_string,
            oidc_verified_claim=sign_in.verified_claim.value_as_string,
        )
