from pathlib import Path

import requests

from tests.sandbox.processes import started
from tests.sandbox.salesforce.rehearsal import JWT_BEARER, assertion, public_pem


def test_it_says_where_it_listens_and_ends_cleanly(tmp_path: Path) -> None:
    (tmp_path / "hub.pem").write_text(public_pem())
    with started("salesforce", "--certificate", str(tmp_path / "hub.pem")) as sandbox:
        form = {"grant_type": JWT_BEARER, "assertion": assertion()}
        granted = requests.post(f"{sandbox.url}/services/oauth2/token", data=form, timeout=5)
        code = sandbox.ends()

    assert sandbox.word == "ready"
    assert granted.json()["instance_url"] == sandbox.url
    assert code == 0
