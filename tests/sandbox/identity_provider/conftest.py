from collections.abc import Iterator

import pytest

from sandbox.identity_provider import IdentityProvider, IdentityProviderServer, Person

INGRID = "ingrid@host.example"


@pytest.fixture
def server() -> Iterator[IdentityProviderServer]:
    with IdentityProviderServer(IdentityProvider([Person(INGRID, "Ingrid Dahl")])) as running:
        yield running
