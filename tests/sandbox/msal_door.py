"""Lets MSAL, which takes no address without TLS, speak with a sandbox."""

from typing import Any

import requests


class Rewriting:
    """Send what is meant for an address with TLS to a sandbox, and take its own for that one."""

    def __init__(self, url: str, *, instead_of: str) -> None:
        self._url = url
        self._instead_of = instead_of

    def _here(self, url: str) -> str:
        return url.replace(self._instead_of, self._url)

    def post(self, url: str, **asked: Any) -> requests.Response:
        return requests.post(self._here(url), timeout=5, **asked)

    def get(self, url: str, **asked: Any) -> requests.Response:
        answer = requests.get(self._here(url), timeout=5, **asked)
        answer._content = answer.content.replace(self._url.encode(), self._instead_of.encode())
        return answer

    def close(self) -> None:
        """Nothing is open."""
