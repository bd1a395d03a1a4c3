"""The kit calls a receiver as the hub does: a good one passes, and each planted fault is found."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from conformance.cases import Result, Verdict
from conformance.http import Answer, Request
from conformance.receiver import SUITE, Receiver
from conformance.signing import by_secret

SECRET = f"whsec_{b64encode(b'tide gauges on the north pier 77').decode()}"
TAKEN, REFUSED = Answer(204, {}, b""), Answer(401, {}, b"")
Take = Callable[[Request], Answer]


def careful(request: Request) -> Answer:
    """A receiver made with the specification's own library, which is nobody's here."""
    try:
        Webhook(SECRET).verify(request.body, dict(request.headers))
    except (WebhookVerificationError, RuntimeError):
        return REFUSED
    return TAKEN


def trusting(_: Request) -> Answer:
    return TAKEN


def closed(_: Request) -> Answer:
    return REFUSED


def timeless(request: Request) -> Answer:
    """Looks at the signature, and not at the time."""
    content = f"{request.headers.get('webhook-id')}.{request.headers.get('webhook-timestamp')}."
    due = by_secret(SECRET)(content.encode() + request.body)
    return TAKEN if due in request.headers.get("webhook-signature", "").split() else REFUSED


def of_one_signature(request: Request) -> Answer:
    single = " " not in request.headers.get("webhook-signature", "")
    return careful(request) if single else REFUSED


def of_its_own_words(request: Request) -> Answer:
    return careful(request) if b"conformance" not in request.body else REFUSED


def once(taken: set[str]) -> Take:
    """Refuses what it has already, so that the hub will never hear that it is there."""

    def take(request: Request) -> Answer:
        name = request.headers.get("webhook-id", "")
        if name in taken:
            return Answer(409, {}, b"")
        taken.add(name)
        return careful(request)

    return take


def failed(take: Take) -> list[str]:
    receiver = Receiver("https://hooks.example", by_secret(SECRET), send=take)
    return [result.case for result in SUITE.run(receiver) if result.verdict is Verdict.FAILED]


def test_a_receiver_that_is_made_with_the_specifications_library_passes() -> None:
    receiver = Receiver("https://hooks.example", by_secret(SECRET), send=careful)

    assert list(SUITE.run(receiver)) == [Result(case, Verdict.PASSED) for case in SUITE.cases]


def test_one_that_takes_anything_fails_wherever_it_should_refuse() -> None:
    assert failed(trusting) == [case for case in SUITE.cases if "refused" in case]


def test_one_that_takes_nothing_fails_wherever_it_should_take() -> None:
    assert failed(closed) == [case for case in SUITE.cases if "refused" not in case]


@pytest.mark.parametrize(
    ("take", "case"),
    [
        (timeless, "A message that is older than five minutes is refused: somebody plays it again"),
        (timeless, "A message of more than five minutes from now is refused"),
        (of_one_signature, "While a secret is rotated, one of several signatures is enough"),
        (of_its_own_words, "A message of a kind that it does not know is taken"),
        (of_its_own_words, "A member that it does not know does no harm"),
        (
            once(set()),
            "A message that comes again under its id is taken: the first answer got lost",
        ),
    ],
)
def test_a_fault_is_found(take: Take, case: str) -> None:
    assert case in failed(take)


def test_one_that_answers_too_late_is_found() -> None:
    moments = iter(range(0, 10_000, 16))
    slow = Receiver("https://hooks.example", by_secret(SECRET), send=trusting)

    results = SUITE.run(replace(slow, clock=lambda: float(next(moments))))

    late = next(result for result in results if result.case.startswith("It is answered before"))
    assert (late.verdict, "the hub waits 15" in late.why) == (Verdict.FAILED, True)
