"""A stand-in for an organisation's sign-in: an OpenID Connect provider."""

from sandbox.identity_provider.provider import IdentityProvider, Person
from sandbox.identity_provider.server import IdentityProviderServer

__all__ = ["IdentityProvider", "IdentityProviderServer", "Person"]
