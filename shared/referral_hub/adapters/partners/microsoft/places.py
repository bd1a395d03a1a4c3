"""Where Partner Center is: three hosts of Microsoft's, and one more for certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

_REFERRALS = "/v1.0/engagements/referrals"
_REGISTRATION = "/webhooks/v1/registration"
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Places:
    """
    Addresses and the resources that access tokens are for.

    Sources: Microsoft Learn, "Referrals API authentication", "Get the list of leads and
    opportunities" and "Partner Center webhooks".
    """

    login: str = "https://login.microsoftonline.com"
    referrals: str = f"https://api.partner.microsoft.com{_REFERRALS}"
    registration: str = f"https://api.partnercenter.microsoft.com{_REGISTRATION}"
    certificates: str = "https://3psostorageacct.blob.core.windows.net"
    # Where authorities that sign for Microsoft's hosts keep their own certificates.
    issuers: tuple[str, ...] = (
        "https://www.microsoft.com",
        "https://caissuers.microsoft.com",
        "https://cacerts.digicert.com",
    )
    referrals_resource: str = "https://api.partner.microsoft.com"
    registration_resource: str = "https://api.partnercenter.microsoft.com"

    def token(self, tenant: str) -> str:
        return f"{self.login}/{tenant}/oauth2/v2.0/token"


def places_of(sandbox_url: str) -> Places:
    """Name Microsoft's addresses, or those of a stand-in that plays all of them."""
    if not sandbox_url:
        return Places()
    return Places(
        login=sandbox_url,
        referrals=f"{sandbox_url}{_REFERRALS}",
        registration=f"{sandbox_url}{_REGISTRATION}",
        certificates=sandbox_url,
        issuers=(sandbox_url,),
    )


def is_at(url: str, homes: Sequence[str]) -> bool:
    """Tell whether an address is on one of these hosts, in every part that says where."""
    try:
        place = urlsplit(url)
        return "@" not in place.netloc and _origin(place) in map(_origin, map(urlsplit, homes))
    except ValueError:
        return False


def _origin(place: SplitResult) -> tuple[str, str, int | None]:
    return place.scheme, place.hostname or "", place.port or _PORTS.get(place.scheme)
