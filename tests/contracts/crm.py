"""What every CRM owes the hub: each record once per token, and dedupe within one account."""

from __future__ import annotations

from referral_hub.domain.contacts.contact import IDENTIFYING, MatchKind, decide_match
from referral_hub.domain.effects import Done
from referral_hub.ports import Crm
from tests.builders import a_contact

from .crm_accounts import CrmAccountsContract
from .crm_updates import CrmUpdatesContract
from .crm_words import LABEL


class CrmContract(CrmUpdatesContract, CrmAccountsContract):
    # Contacts

    def test_a_contact_is_read_as_the_partner_told_it(self, crm: Crm) -> None:
        account_id = self.an_account(crm)

        created = crm.create_contact(account_id, a_contact(), token="t-1")

        [contact] = crm.contacts(account_id)
        assert (contact.contact_id, contact.account_id) == (created.result, account_id)
        assert contact.model_dump(include=set(a_contact().model_dump())) == a_contact().model_dump()

    def test_a_contact_is_created_once_per_token(self, crm: Crm) -> None:
        account_id = self.an_account(crm)

        first = crm.create_contact(account_id, a_contact(), token="t-1")
        again = crm.create_contact(account_id, a_contact(), token="t-1")

        assert again == first
        assert len(crm.contacts(account_id)) == 1

    def test_a_partial_contact_is_created_once_per_token(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        partial = a_contact(email="")

        crm.create_contact(account_id, partial, token="t-1")
        crm.create_contact(account_id, partial, token="t-1")

        assert len(crm.contacts(account_id)) == 1

    def test_one_person_whom_two_referrals_bring_is_one_contact(self, crm: Crm) -> None:
        account_id = self.an_account(crm)

        first = crm.create_contact(account_id, a_contact(), token="t-1")
        second = crm.create_contact(account_id, a_contact(last_name="HOLT "), token="t-2")

        assert second.result == first.result
        assert [contact.contact_id for contact in crm.contacts(account_id)] == [first.result]

    def test_whoever_comes_second_adopts_the_contact_and_says_by_which_keys(self, crm: Crm) -> None:
        """However often each of them is called."""
        account_id = self.an_account(crm)
        parts = [self.a_part(self.an_opportunity(crm, account_id, name)) for name in ("one", "two")]
        calls = [("t-1", parts[0]), ("t-2", parts[1])] * 2

        made = [
            crm.create_contact(account_id, a_contact(), token=token, part=part)
            for token, part in calls
        ]

        assert [outcome.adopted_on for outcome in made] == [(), IDENTIFYING] * 2
        assert len({outcome.result for outcome in made}) == len(crm.contacts(account_id)) == 1

    def test_a_part_never_goes_to_somebody_else_at_the_same_mailbox(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        holt = crm.create_contact(account_id, a_contact(), token="t-1").result
        part, berg = self.a_part(self.an_opportunity(crm, account_id)), a_contact(last_name="Berg")

        crm.create_contact(account_id, berg, token="t-2", part=part)

        assert holt not in {role.contact_id for role in crm.roles(part.opportunity_id)}
        assert crm.contact(account_id, holt)

    def test_whoever_was_created_is_found_again_however_the_letters_are_written(
        self, crm: Crm
    ) -> None:
        account_id = self.an_account(crm)
        created = crm.create_contact(account_id, a_contact(), token="t-1")
        same = a_contact(last_name=" HOLT", email="Maren.HOLT@fenwick.example")

        match = decide_match(same, crm.contacts_like(account_id, same))

        assert (match.kind, match.contact_id) == (MatchKind.EXISTING, created.result)

    def test_the_same_person_at_another_account_is_nobody_here(self, crm: Crm) -> None:
        crm.create_contact(self.an_account(crm, "Fenwick Ferries"), a_contact(), token="t-1")
        here = self.an_account(crm, "Fenwick Lighthouses")

        match = decide_match(a_contact(), crm.contacts_like(here, a_contact()))

        assert match.kind is MatchKind.NEW

    def test_an_update_overwrites_what_is_told_and_keeps_what_is_not(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        crm.create_contact(account_id, a_contact(title="Keeper"), token="t-1")
        [before] = crm.contacts(account_id)

        crm.update_contact(before, a_contact(title="", phone="+47 99"))

        [after] = crm.contacts(account_id)
        assert (after.title, after.phone) == ("Keeper", "+47 99")
        assert (after.contact_id, after.created_at) == (before.contact_id, before.created_at)

    def test_an_update_made_twice_is_an_update_made_once(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        crm.create_contact(account_id, a_contact(), token="t-1")
        [before] = crm.contacts(account_id)

        first = crm.update_contact(before, a_contact(phone="+47 99"))
        again = crm.update_contact(before, a_contact(phone="+47 99"))

        assert again == first == Done(result=before.contact_id)
        assert len(crm.contacts(account_id)) == 1

    def test_a_contact_is_found_by_its_id(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        created = crm.create_contact(account_id, a_contact(), token="t-1")

        assert crm.contact(account_id, created.result) == crm.contacts(account_id)[0]

    def test_a_contact_that_is_not_there_is_none(self, crm: Crm) -> None:
        assert crm.contact(self.an_account(crm), "con-nowhere") is None

    def test_a_contact_that_learns_its_email_is_matched_by_it(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        crm.create_contact(account_id, a_contact(email=""), token="t-1")
        [before] = crm.contacts(account_id)

        for _ in range(2):  # an answer that got lost makes the hub say it again
            crm.update_contact(before, a_contact())

        [after] = crm.contacts(account_id)
        match = decide_match(a_contact(), crm.contacts_like(account_id, a_contact()))
        assert (match.contact_id, after.contact_id) == (before.contact_id, before.contact_id)

    def test_an_update_never_changes_what_makes_the_person_the_same(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        crm.create_contact(account_id, a_contact(), token="t-1")
        [before] = crm.contacts(account_id)

        crm.update_contact(before, a_contact(last_name="HOLT"))

        assert crm.contacts(account_id)[0].last_name == "Holt"

    def test_a_contact_that_is_created_with_its_part_has_it_once(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        part = self.a_part(self.an_opportunity(crm, account_id))

        for _ in range(2):
            made = crm.create_contact(account_id, a_contact(), token="t-1", part=part)
        if "role" not in made.also:
            crm.give_role(part.of(made.result), token="t-2")

        assert [role.contact_id for role in crm.roles(part.opportunity_id)] == [made.result]

    # Roles

    def test_a_contact_is_given_its_role_once(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        contact_id = crm.create_contact(account_id, a_contact(), token="t-1").result
        role = self.a_part(self.an_opportunity(crm, account_id)).of(contact_id)

        first = crm.give_role(role, token="t-2")
        again = crm.give_role(role, token="t-2")

        assert again == first == Done(result=contact_id)
        assert crm.roles(role.opportunity_id) == [role]

    def test_several_contacts_have_roles_on_one_opportunity(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        opportunity_id = self.an_opportunity(crm, account_id)
        people = [a_contact(), a_contact(last_name="Berg", email="berg@fenwick.example")]

        for person in people:
            contact_id = crm.create_contact(account_id, person, token=person.key).result
            crm.give_role(self.a_part(opportunity_id).of(contact_id), token=f"role {person.key}")

        assert len(crm.roles(opportunity_id)) == 2

    def test_the_crm_says_how_it_types_the_link_of_a_contact_if_it_does(self, crm: Crm) -> None:
        labels = [kind.label for kind in crm.association_types()]

        assert (LABEL in labels) == bool(labels) == self.types_links

    # What it knows of itself

    def test_every_stage_of_its_sales_process_can_be_written(self, crm: Crm) -> None:
        account_id, stage = self.an_account(crm), self.words.get("stage", "stage")

        for place, known in enumerate(crm.stages()):
            fields = self.opportunity_fields() | {stage: known.name}
            made = crm.create_opportunity(account_id, fields, token=f"t-{place}")
            assert isinstance(made, Done), made

    def test_the_stage_of_an_opportunity_is_read_where_the_crm_says(self, crm: Crm) -> None:
        account_id, stage = self.an_account(crm), crm.stages()[-1].name

        fields = self.opportunity_fields() | {crm.stage_field: stage}
        made = crm.create_opportunity(account_id, fields, token="t-1")

        assert isinstance(made, Done), made
        found = crm.opportunity(made.result)
        assert found
        assert found.fields[crm.stage_field] == stage

    def test_it_knows_which_stages_are_won(self, crm: Crm) -> None:
        assert any(stage.won for stage in crm.stages())
        assert all(stage.closed for stage in crm.stages() if stage.won)

    def test_a_connection_that_works_passes_every_check(self, crm: Crm) -> None:
        checks = crm.check()

        assert checks
        assert [check for check in checks if not check.passed] == []
