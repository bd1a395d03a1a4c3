"""Identifiers in the patterns of the model, and the ARNs built from them."""

import random
import string

_ALPHABET = string.digits + string.ascii_lowercase


class Ids:
    """
    Mint identifiers.

    Random by default, so that two sandboxes feeding one hub do not collide; a seed makes a run
    repeatable.
    """

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - names, not secrets

    def opportunity(self) -> str:
        return "O" + str(self._random.randrange(10**8, 10**9))

    def invitation(self) -> str:
        return "engi-" + self._letters(13)

    def engagement(self) -> str:
        return "eng-" + self._letters(14)

    def task(self) -> str:
        return "task-" + self._letters(13)

    def snapshot_job(self) -> str:
        return "job-" + self._letters(13)

    def event(self) -> str:
        digits = self._random.getrandbits(128).to_bytes(16, "big").hex()
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def _letters(self, count: int) -> str:
        return "".join(self._random.choices(_ALPHABET, k=count))


def arn(catalog: str, kind: str, identifier: str, *, account: str = "") -> str:
    """Build an ARN; what AWS shares between accounts carries no account of its own."""
    return f"arn:aws:partnercentral:us-east-1:{account}:catalog/{catalog}/{kind}/{identifier}"


def id_of(identifier: str) -> str:
    """Return the id, given the id itself or an ARN that ends in it."""
    return identifier.rsplit("/", 1)[-1]
