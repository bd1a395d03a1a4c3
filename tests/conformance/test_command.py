"""The kit as its users run it: one command, a line for each case, and an exit status."""

from __future__ import annotations

from base64 import b64encode

import pytest

from conformance.__main__ import main
from conformance.receiver import SUITE
from sandbox.webhook_receiver import Receiver, ReceiverServer

pytestmark = pytest.mark.usefixtures("loopback")
SECRET = f"whsec_{b64encode(b'tide gauges on the north pier 77').decode()}"


def test_each_case_is_told_and_a_side_that_keeps_to_the_protocol_passes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with ReceiverServer(Receiver(secret=SECRET)) as server:
        status = main(["--url", server.url, "--key", SECRET])

    told = capsys.readouterr().out
    assert status == 0
    assert [case for case in SUITE.cases if f"passed   {case}\n" not in told] == []
    assert told.endswith(f"{len(SUITE.cases)} passed, 0 failed, 0 skipped\n")


def test_what_failed_is_told_with_what_came_instead(capsys: pytest.CaptureFixture[str]) -> None:
    other = f"whsec_{b64encode(b'tide gauges on the south pier 78').decode()}"

    with ReceiverServer(Receiver(secret=other)) as server:
        status = main(["--url", server.url, "--key", SECRET])

    told = capsys.readouterr().out
    assert status == 1
    assert "FAILED   A message that the hub signed is taken\n" in told
    assert "it should answer 2xx, and answered 401" in told


def test_a_side_that_does_not_answer_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with ReceiverServer(Receiver(secret=SECRET)) as server:
        gone = server.url

    assert main(["--url", gone, "--key", SECRET]) == 1
    assert f"nobody answers at {gone}" in capsys.readouterr().out


@pytest.mark.parametrize("key", ["", "secret", "rk_1234", "whsec_***"])
def test_a_key_that_nobody_handed_out_is_refused(
    key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--url", "https://hub.example", "--key", key])

    assert "--key is none that was handed out" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["hub.example", "ftp://hub.example", "https://"])
def test_what_is_no_url_is_refused_before_anything_is_tried(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--url", url, "--key", SECRET])

    assert f"{url} is no URL" in capsys.readouterr().err
