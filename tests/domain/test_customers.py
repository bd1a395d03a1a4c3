"""When two referrals are about the same customer."""

from __future__ import annotations

import pytest

from referral_hub.domain.customers import keys_of


def told(company_name: str = "", website_url: str = "", country_code: str = "") -> set[str]:
    keys = keys_of(company_name=company_name, website_url=website_url, country_code=country_code)
    return {f"{key.by}: {key.text}" for key in keys}


@pytest.mark.parametrize(
    "website",
    [
        "https://www.solberg.example/en?from=ad",
        "solberg.example",
        "HTTP://Solberg.example.",
        "https://solberg.example:8443/",
    ],
)
def test_one_domain_is_one_customer_however_its_website_is_written(website: str) -> None:
    assert told(website_url=website) == {"domain: solberg.example"}


def test_a_domain_with_other_letters_is_one_in_both_of_its_spellings() -> None:
    assert told(website_url="https://Ålesund.example") == told(website_url="xn--lesund-hua.example")


@pytest.mark.parametrize(
    "website",
    ["", "solberg", "https://[", "https://linkedin.com/company/x", "no.linkedin.com/company/x"],
)
def test_what_is_no_website_of_its_own_tells_nobody(website: str) -> None:
    assert told(website_url=website) == set()


@pytest.mark.parametrize(
    "name", ["Søndre Havner AS", "  søndre  HAVNER a/s", "Søndre Havner, A.S."]
)
def test_one_name_in_one_country_is_one_customer_without_its_legal_form(name: str) -> None:
    assert told(name.replace("a/s", "as").replace("A.S.", "AS"), country_code="no") == {
        "name and country: søndre havner#NO"
    }


def test_accents_make_no_other_customer() -> None:
    assert told("Café Zürich GmbH", country_code="CH") == told("Cafe Zurich", country_code="CH")


def test_a_name_without_a_country_tells_nobody() -> None:
    assert told("Solberg Ports") == set()


def test_a_company_that_is_called_like_a_legal_form_keeps_its_name() -> None:
    assert told("SE", country_code="DE") == {"name and country: se#DE"}


def test_whatever_a_customer_is_called_the_table_takes_its_key() -> None:
    longest = "\ufdfa" * 255

    assert all(len(key.encode()) < 1000 for key in told(longest, country_code="SA"))
    assert told(longest, country_code="SA") != told(longest, country_code="AE")
