import requests

from tests.sandbox.processes import started


def test_it_is_one_partners_and_shows_the_key_that_signs_in() -> None:
    with started("google_partners", "--partner-id", "4711") as sandbox:
        control = f"{sandbox.url}/_sandbox"
        own_id = requests.post(f"{control}/share", json={"dealSize": 7}, timeout=5).json()["id"]
        shown = requests.get(f"{control}/opportunity", {"id": own_id}, timeout=5).json()
        key = requests.get(f"{control}/key", timeout=5).json()
        code = sandbox.ends()

    assert shown["name"] == f"partners/4711/opportunities/{own_id}"
    assert key["private_key"].startswith("-----BEGIN")
    assert code == 0
