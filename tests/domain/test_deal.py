"""What comes back from the CRM: changes are taken, echoes and blanks are not, conflicts end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.deals.deal import MOST_CHANGES, Deal
from referral_hub.domain.deals.value import DealValue, Side
from referral_hub.domain.forms import Fields
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import ConflictRule, DealField, FieldSync
from referral_hub.domain.shapes import Money
from tests.builders import NOON, an_invitation

STAGES = {"Prospecting": "new", "Negotiation": "in_progress", "Signed": "won", "Lost": "lost"}
LATER = NOON + timedelta(hours=1)
WRITTEN = {"StageName": "Prospecting", "Amount": "12500.00", "Name": "Fenwick: lamps"}


def the_syncs(rule: ConflictRule = ConflictRule.CRM_WINS) -> list[FieldSync]:
    return [
        FieldSync(field=DealField.STAGE, target="StageName", rule=rule, words=STAGES),
        FieldSync(field=DealField.AMOUNT, target="Amount", rule=rule),
        FieldSync(field=DealField.CURRENCY, target="CurrencyIsoCode", rule=rule),
        FieldSync(field=DealField.TARGET_CLOSE_DATE, target="CloseDate", rule=rule),
        FieldSync(field=DealField.DESCRIPTION, target="Description", rule=rule),
    ]


def a_deal(written: Fields = WRITTEN, typed: frozenset[str] = frozenset()) -> Deal:
    return Deal.begun(an_invitation(), the_syncs(), written=written, typed=typed, at=NOON)


def heard(deal: Deal, rule: ConflictRule = ConflictRule.CRM_WINS, **remote: str) -> Deal:
    return deal.heard(remote, the_syncs(rule), at=LATER, who="salesforce")


def test_a_deal_begins_as_the_partner_shared_it() -> None:
    deal = a_deal(written={})

    assert deal.text(DealField.DESCRIPTION) == "Forty lamps, two winters."
    assert deal.value == Money(minor=1250000, currency="EUR")
    assert deal.stage is Stage.NEW


def test_what_an_operator_typed_over_it_is_the_persons() -> None:
    deal = a_deal(WRITTEN | {"Amount": "11000.00"}, typed=frozenset(["Amount"]))

    amount = deal.values[DealField.AMOUNT]
    assert (amount.text, amount.by) == ("11000", Side.PERSON)


def test_a_stage_that_moves_on_in_the_crm_moves_on_here() -> None:
    deal = heard(a_deal(), StageName="Signed")

    assert deal.stage is Stage.WON
    (change,) = deal.changes
    assert change.entry().model_dump(exclude={"at"}) == {
        "who": "salesforce",
        "what": "deal.changed",
        "why": "stage: won, was new",
    }


def test_a_stage_that_nobody_mapped_is_no_news() -> None:
    deal = a_deal()

    assert heard(deal, StageName="Perception Analysis") == deal


@pytest.mark.parametrize("echo", ["12500.00", "12500.0", "12500", " 12500 "])
def test_what_the_hub_wrote_itself_is_no_news_however_the_crm_writes_it(echo: str) -> None:
    deal = a_deal()

    assert heard(deal, StageName="Prospecting", Amount=echo) == deal


def test_only_the_field_that_changed_changes() -> None:
    before = a_deal()

    after = heard(before, StageName="Prospecting", Amount="14000")

    assert after.text(DealField.AMOUNT) == "14000"
    changed = {field for field in before.values if before.values[field] != after.values[field]}
    assert changed == {DealField.AMOUNT}


@pytest.mark.parametrize("blank", ["", "   "])
def test_what_is_blank_wipes_nothing(blank: str) -> None:
    deal = a_deal()

    assert heard(deal, Amount=blank, CloseDate=blank, Description=blank) == deal


@pytest.mark.parametrize("unread", ["not a number", "-5", "1e400", "9" * 19])
def test_what_is_no_amount_wipes_nothing_and_is_known_for_what_nobody_can_read(unread: str) -> None:
    deal = a_deal()

    after = heard(deal, Amount=unread, CloseDate="soon", CurrencyIsoCode="euros")

    assert after.unread(the_syncs()) == {"Amount", "CloseDate", "CurrencyIsoCode"}
    assert [v.text for v in after.values.values()] == [v.text for v in deal.values.values()]
    assert after.changes == ()


@pytest.mark.parametrize("text", ["1.4e4", "1.4E4", "1.4E+4"])
def test_a_number_with_an_exponent_is_that_number(text: str) -> None:
    assert heard(a_deal(), Amount=text).text(DealField.AMOUNT) == "14000"


def test_no_amount_of_ours_is_read_in_the_currency_of_one_that_cannot_be_read() -> None:
    after = heard(a_deal(), Amount="-5", CurrencyIsoCode="USD")

    assert after.value == a_deal().value
    assert after.unread(the_syncs()) == {"Amount"}
    assert after.one_with({"Amount"}, the_syncs()) == {"Amount", "CurrencyIsoCode"}


def test_a_moment_of_closing_is_the_day_of_it() -> None:
    deal = heard(a_deal(), CloseDate="2027-12-24T00:00:00Z")

    assert deal.text(DealField.TARGET_CLOSE_DATE) == "2027-12-24"


def test_what_the_crm_has_and_the_partner_never_told_is_taken() -> None:
    shared = an_invitation(description="")
    deal = Deal.begun(shared, the_syncs(), written={}, typed=(), at=NOON)

    assert heard(deal, ConflictRule.KEEP, Description="By sea").text(DealField.DESCRIPTION) == (
        "By sea"
    )


def test_free_text_is_never_repeated_in_the_story() -> None:
    deal = heard(a_deal(), Description="Ask Maren Holt.")

    assert "Maren" not in "".join(change.model_dump_json() for change in deal.changes)
    assert deal.text(DealField.DESCRIPTION) == "Ask Maren Holt."


def without_a_date(typed: frozenset[str] = frozenset()) -> Deal:
    """The policy wrote a date of closing where the partner told none."""
    shared = an_invitation(target_close_date=None)
    written = {"CloseDate": "2027-05-30"}
    return Deal.begun(shared, the_syncs(), written=written, typed=typed, at=NOON)


@pytest.mark.parametrize("rule", ConflictRule)
def test_what_the_policy_wrote_where_the_partner_said_nothing_withstands_nobody(
    rule: ConflictRule,
) -> None:
    deal = without_a_date()
    told = {DealField.TARGET_CLOSE_DATE: "2027-10-01"}

    retold = deal.retold(told, the_syncs(rule), at=LATER, who="partner:harbour")

    closing = deal.values[DealField.TARGET_CLOSE_DATE]
    assert (closing.text, closing.by) == ("2027-05-30", Side.POLICY)
    assert retold.text(DealField.TARGET_CLOSE_DATE) == "2027-10-01"
    assert (
        heard(deal, rule, CloseDate="2027-11-11").text(DealField.TARGET_CLOSE_DATE) == "2027-11-11"
    )


def test_what_an_operator_typed_where_the_partner_said_nothing_is_the_persons() -> None:
    deal = without_a_date(typed=frozenset(["CloseDate"]))
    told = {DealField.TARGET_CLOSE_DATE: "2027-10-01"}

    retold = deal.retold(told, the_syncs(), at=LATER, who="partner:harbour")

    assert retold.values[DealField.TARGET_CLOSE_DATE].by is Side.PERSON
    assert retold.text(DealField.TARGET_CLOSE_DATE) == "2027-05-30"


def test_what_both_say_alike_is_agreed_and_no_change() -> None:
    linked = a_deal(written={})

    deal = heard(linked, Amount="12500")

    assert deal.changes == ()
    assert deal.values[DealField.AMOUNT].by is Side.PARTNER


def conflicting(by: Side, *, age: timedelta = timedelta()) -> Deal:
    """The amount was changed here since both sides agreed on 12500."""
    deal = a_deal()
    value = DealValue(text="13000", by=by, at=LATER - age, seen="12500")
    return deal.model_copy(update={"values": {**deal.values, DealField.AMOUNT: value}})


@pytest.mark.parametrize(
    ("rule", "by", "age", "amount"),
    [
        (ConflictRule.CRM_WINS, Side.PARTNER, 1, "14000"),
        (ConflictRule.PARTNER_WINS, Side.PARTNER, 1, "13000"),
        (ConflictRule.PARTNER_WINS, Side.PERSON, 1, "14000"),
        (ConflictRule.KEEP, Side.PERSON, 1, "13000"),
        (ConflictRule.KEEP, Side.PARTNER, 1, "13000"),
        (ConflictRule.NEWEST, Side.PERSON, 1, "14000"),
        (ConflictRule.NEWEST, Side.PERSON, -1, "13000"),
    ],
)
def test_when_both_sides_changed_a_value_the_rule_says_whose_counts(
    rule: ConflictRule, by: Side, age: int, amount: str
) -> None:
    deal = heard(conflicting(by, age=timedelta(hours=age)), rule, Amount="14000")

    assert deal.text(DealField.AMOUNT) == amount
    assert [change.kept for change in deal.changes] == [amount == "13000"]


def test_a_conflict_is_told_once_and_not_at_every_look() -> None:
    deal = heard(conflicting(Side.PARTNER), ConflictRule.KEEP, Amount="14000")

    assert heard(deal, ConflictRule.KEEP, Amount="14000") == deal
    assert deal.changes[0].entry().what == "deal.kept"


def test_the_oldest_changes_make_room_for_the_newest() -> None:
    deal = a_deal()
    for amount in range(MOST_CHANGES + 5):
        deal = heard(deal, Amount=str(amount + 1))

    assert len(deal.changes) == MOST_CHANGES
    assert deal.changes[-1].told == str(MOST_CHANGES + 5)


REMOTE = st.fixed_dictionaries(
    {},
    optional={
        "StageName": st.sampled_from(["", "Prospecting", "Signed", "Lost", "Unknown"]),
        "Amount": st.sampled_from(["", "12500", "12500.00", "9", "-9", "lamps"]),
        "CloseDate": st.sampled_from(["", "2027-09-30", "2028-01-01T10:00:00Z", "soon"]),
        "Description": st.sampled_from(["", " ", "Forty lamps, two winters.", "By sea"]),
        "CurrencyIsoCode": st.sampled_from(["", "EUR", "nok"]),
    },
)
RULES = st.sampled_from(ConflictRule)
BEGINNINGS = st.sampled_from([WRITTEN, {}, {"Amount": "11000"}])


@given(BEGINNINGS, RULES, st.lists(REMOTE, max_size=5))
def test_looking_again_changes_nothing(
    written: Fields, rule: ConflictRule, looks: list[Fields]
) -> None:
    deal = a_deal(written)
    for remote in looks:
        deal = heard(deal, rule, **remote)

        assert heard(deal, rule, **remote) == deal


@given(BEGINNINGS, RULES, st.lists(REMOTE, max_size=5), st.data())
def test_however_often_each_state_is_looked_at_the_end_is_the_same(
    written: Fields, rule: ConflictRule, looks: list[Fields], data: st.DataObject
) -> None:
    once = often = a_deal(written)

    for remote in looks:
        once = heard(once, rule, **remote)
        for _ in range(data.draw(st.integers(1, 3))):
            often = heard(often, rule, **remote)

    assert often == once


@given(BEGINNINGS, RULES, st.lists(REMOTE, max_size=5))
def test_no_look_ever_wipes_a_value(
    written: Fields, rule: ConflictRule, looks: list[Fields]
) -> None:
    deal = a_deal(written)
    for remote in looks:
        before, deal = deal, heard(deal, rule, **remote)

        assert all(deal.text(field) for field in DealField if before.text(field))


@given(RULES, REMOTE, st.permutations(range(5)))
def test_the_order_of_the_fields_does_not_matter(
    rule: ConflictRule, remote: Fields, order: list[int]
) -> None:
    syncs = the_syncs(rule)
    shuffled = [syncs[place] for place in order]

    straight = a_deal().heard(remote, syncs, at=LATER, who="salesforce")
    crooked = a_deal().heard(remote, shuffled, at=LATER, who="salesforce")

    assert crooked.values == straight.values
    assert {c.field for c in crooked.changes} == {c.field for c in straight.changes}
