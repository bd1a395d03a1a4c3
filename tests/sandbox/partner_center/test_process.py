import requests

from tests.sandbox.partner_center.wire import SPECIFICATION
from tests.sandbox.processes import started


def test_it_says_where_it_listens_and_ends_cleanly() -> None:
    checked = ["--specification", str(SPECIFICATION)] if SPECIFICATION.exists() else []
    with started("partner_center", "--tenant", "contoso.example", *checked) as sandbox:
        app = requests.get(f"{sandbox.url}/_sandbox/app", timeout=5).json()
        code = sandbox.ends()

    assert sandbox.word == "ready"
    assert app["tenant"] == "contoso.example"
    assert code == 0
