"""The keys that tokens are signed with, and how they are published (RFC 7517)."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

_RSA_BITS = 2048


def _rsa() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


def _p256() -> Any:
    return ec.generate_private_key(ec.SECP256R1())


# How a key of each algorithm is made, and how its public half is written.
_MAKERS: Mapping[str, tuple[Callable[[], Any], Callable[[Any], str]]] = {
    "RS256": (_rsa, RSAAlgorithm.to_jwk),
    "PS256": (_rsa, RSAAlgorithm.to_jwk),
    "ES256": (_p256, ECAlgorithm.to_jwk),
    "EdDSA": (ed25519.Ed25519PrivateKey.generate, OKPAlgorithm.to_jwk),
}


class SigningKeys:
    """The newest key signs; the older ones are published until they are dropped."""

    def __init__(self, algorithm: str = "RS256") -> None:
        self._published: dict[str, Mapping[str, Any]] = {}
        self._count = 0
        self.rotate(algorithm)

    def rotate(self, algorithm: str = "RS256", *, drop: bool = False) -> str:
        """
        Sign with a new key from now on, and return its id; `drop` takes the old ones back at once.

        Raises:
            KeyError: the sandbox signs with no such algorithm.
        """
        make, written = _MAKERS[algorithm]
        if drop:
            self._published.clear()
        self._count += 1
        self._algorithm, self._kid, self.private = algorithm, f"key-{self._count}", make()
        shown = json.loads(written(self.private.public_key()))
        shown.pop("key_ops", None)
        self._published[self._kid] = {**shown, "kid": self._kid, "use": "sig", "alg": algorithm}
        return self._kid

    def published(self) -> dict[str, Any]:
        """What anybody may read: the public halves."""
        return {"keys": list(self._published.values())}

    def sign(self, claims: Mapping[str, Any]) -> str:
        return jwt.encode(dict(claims), self.private, self._algorithm, {"kid": self._kid})
