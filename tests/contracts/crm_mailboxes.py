"""Where CRMs differ: whether two people can have one e-mail address. Each keeps one of these."""

from __future__ import annotations

from referral_hub.domain.effects import Refused
from referral_hub.ports import Crm
from tests.builders import a_contact

from .crm_words import InItsWords

BERG = a_contact(last_name="Berg")


class SharedMailbox(InItsWords):
    def test_two_people_at_one_mailbox_are_two_contacts(self, crm: Crm) -> None:
        account_id = self.an_account(crm)

        crm.create_contact(account_id, a_contact(), token="t-1")
        crm.create_contact(account_id, BERG, token="t-2")

        assert len(crm.contacts(account_id)) == 2


class OneMailboxOnePerson(InItsWords):
    def test_the_second_person_at_one_mailbox_is_refused_with_whom_it_belongs_to(
        self, crm: Crm
    ) -> None:
        account_id = self.an_account(crm)
        holt = crm.create_contact(account_id, a_contact(), token="t-1").result

        refused = crm.create_contact(account_id, BERG, token="t-2")

        assert isinstance(refused, Refused)
        assert (refused.cause, refused.fields) == ("duplicate", ("email",))
        assert holt in refused.reason
        assert refused.fix
        assert [contact.last_name for contact in crm.contacts(account_id)] == ["Holt"]
