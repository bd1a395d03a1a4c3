"""Mail: who may send it, from one address only, and only where there is one."""

from __future__ import annotations

from typing import Any

from tests.infra.template import Template, mentioned


def sending(template: Template) -> tuple[str, dict[str, Any]]:
    (found,) = ((id_, s) for id_, s in template.statements() if "ses:" in str(s["Action"]))
    return found


def test_whoever_works_batches_off_and_the_api_may_send_and_only_as_the_sender(
    template: Template,
) -> None:
    policy, statement = sending(template)

    roles = sorted(mentioned(template.all("IAM::Policy")[policy]["Roles"]))
    assert [role[:3] for role in roles] == ["App", "Out"]
    assert statement["Action"] == "ses:SendEmail"
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "MailSender"}}}


def test_of_all_identities_the_senders_own_or_its_domain_is_used(template: Template) -> None:
    _, statement = sending(template)

    resources = [str(resource) for resource in statement["Resource"]]
    assert len(resources) == 2
    assert all("identity/" in each and "MailSender" in each for each in resources)
    assert not any("*" in each for each in resources)


def test_without_a_sender_nobody_may_send(template: Template) -> None:
    policy, _ = sending(template)
    condition = template.body["Resources"][policy]["Condition"]

    assert "MailSender" in str(template.body["Conditions"][condition])


def test_whoever_sends_knows_from_which_address_and_where(template: Template) -> None:
    for name in ("HUB_MAIL_SENDER", "HUB_MAIL_ENDPOINT"):
        knowing = {
            module
            for module, function in template.modules.items()
            if name in function["Environment"]["Variables"]
        }

        assert knowing == {"api.app", "sqs.outgoing_batch"}
