"""Whose tokens let people in is for whoever deploys to say."""

from __future__ import annotations

from tests.infra.template import Template

SETTINGS = {
    "HUB_OIDC_ISSUER": "OidcIssuer",
    "HUB_OIDC_AUDIENCE": "OidcAudience",
    "HUB_OIDC_EMAIL_CLAIM": "OidcEmailClaim",
    "HUB_OIDC_VERIFIED_CLAIM": "OidcVerifiedClaim",
}


def test_whatever_serves_the_api_knows_whose_tokens_let_people_in(template: Template) -> None:
    known = {
        id_: function["Environment"]["Variables"]
        for id_, function in template.all("Lambda::Function").items()
        if function["Handler"].startswith("functions.api.")
    }

    assert len(known) == 2
    for variables in known.values():
        assert {name: variables[name] for name in SETTINGS} == {
            name: {"Ref": parameter} for name, parameter in SETTINGS.items()
        }


def test_nobody_is_let_in_by_a_token_unless_an_issuer_is_named(template: Template) -> None:
    parameters = template.body["Parameters"]

    assert parameters["OidcIssuer"]["Default"] == ""
    assert parameters["OidcAudience"]["Default"] == ""
