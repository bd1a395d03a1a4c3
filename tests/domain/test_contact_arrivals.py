"""Contact info comes early, late, twice, in parts and several at once; each person counts once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.contacts.arrivals import ContactArrival, arrivals_to_store
from referral_hub.domain.contacts.contact import NEW, ContactInfo, Match, MatchKind, normalised
from referral_hub.domain.effects import Done, Refused
from tests.builders import NOON, a_contact, an_arrival

LATER = NOON + timedelta(minutes=20)


def told(
    known: Sequence[ContactArrival], *people: ContactInfo, at: object = LATER
) -> list[ContactArrival]:
    return arrivals_to_store(known, people, number="R-000001", at=at, via="poll")


def after(notices: Iterable[ContactInfo]) -> list[ContactArrival]:
    """Tell the hub one notice after the other, and list what it knows in the end."""
    known: dict[str, ContactArrival] = {}
    for person in notices:
        known |= {arrival.key: arrival for arrival in told([*known.values()], person)}
    return list(known.values())


def open_people(arrivals: Iterable[ContactArrival]) -> set[tuple[str, ...]]:
    """Who is left to be carried, as far as names and e-mails tell them apart."""
    return {
        (normalised(a.info.first_name), normalised(a.info.last_name), normalised(a.info.email))
        for a in arrivals
        if not a.carried
    }


def test_the_first_notice_of_a_person_is_kept_with_when_and_how_it_came() -> None:
    [arrival] = told([], a_contact())

    assert arrival.number == "R-000001"
    assert arrival.info == a_contact()
    assert (arrival.arrived_at, arrival.via) == (LATER, "poll")
    assert not arrival.carried


def test_a_repeated_notice_adds_nothing() -> None:
    known = told([], a_contact())

    assert told(known, a_contact()) == []


def test_a_notice_repeated_in_other_letters_adds_nothing() -> None:
    known = told([], a_contact())

    assert told(known, a_contact(last_name=" HOLT", email="MAREN.HOLT@fenwick.example")) == []


def test_a_notice_that_repeats_itself_counts_once() -> None:
    assert len(told([], a_contact(), a_contact())) == 1


def test_several_people_at_once_are_all_kept() -> None:
    keeper = a_contact(last_name="Berg", email="berg@fenwick.example")

    assert [a.info for a in told([], a_contact(), keeper)] == [a_contact(), keeper]


def test_somebody_new_beside_somebody_known_is_the_only_news() -> None:
    known = told([], a_contact())
    keeper = a_contact(last_name="Berg", email="berg@fenwick.example")

    assert [a.info for a in told(known, a_contact(), keeper)] == [keeper]


def test_two_last_names_at_one_shared_mailbox_are_two_people() -> None:
    holt = a_contact(email="office@fenwick.example")
    berg = a_contact(last_name="Berg", email="office@fenwick.example")

    assert [a.info for a in told([], holt, berg)] == [holt, berg]


def test_two_mailboxes_of_one_last_name_are_two_people() -> None:
    cousin = a_contact(first_name="Pål", email="paal.holt@fenwick.example")

    assert len(told([], a_contact(), cousin)) == 2


def test_nobody_without_a_last_name_and_an_email_is_kept() -> None:
    nameless = a_contact(last_name=" ", email="")

    assert told([], nameless) == []


def test_a_partial_notice_is_completed_and_keeps_its_key() -> None:
    [partial] = told([], a_contact(last_name=""), at=NOON)

    [completed] = told([partial], a_contact())

    assert partial.info.partial
    assert completed.key == partial.key
    assert completed.info == a_contact()
    assert completed.arrived_at == LATER


def test_a_last_name_is_completed_by_an_email_that_comes_later() -> None:
    [partial] = told([], a_contact(email=""))

    [completed] = told([partial], a_contact())

    assert (completed.key, completed.info) == (partial.key, a_contact())


def test_a_partial_notice_after_the_whole_one_adds_nothing() -> None:
    known = told([], a_contact())

    assert told(known, a_contact(email="")) == []
    assert told(known, a_contact(last_name="")) == []


def test_a_partial_notice_repeated_after_its_completion_adds_nothing() -> None:
    whole = after([a_contact(email=""), a_contact()])

    assert told(whole, a_contact(email="")) == []


def test_a_partial_notice_and_the_rest_of_it_in_one_message_are_one_person() -> None:
    [arrival] = told([], a_contact(email=""), a_contact())

    assert arrival.info == a_contact()


def test_a_namesake_with_another_first_name_does_not_complete_a_partial_notice() -> None:
    waiting_for_email = told([], a_contact(first_name="Pål", email=""))

    [new] = told(waiting_for_email, a_contact())

    assert new.key == a_contact().key


def test_a_partial_notice_that_comes_again_with_more_is_one_person() -> None:
    notices = [
        ContactInfo(last_name="Holt"),
        ContactInfo(last_name="Holt", phone="+47 22 33 44 55"),
        ContactInfo(last_name="Holt"),
    ]

    [arrival] = after(notices)

    assert arrival.info.phone == "+47 22 33 44 55"


def test_two_partial_notices_that_turn_out_to_be_one_person_leave_one_to_carry() -> None:
    arrivals = after([a_contact(email=""), a_contact(last_name=""), a_contact()])

    assert [a.info for a in arrivals if not a.carried] == [a_contact()]


def test_what_is_in_the_crm_already_is_not_completed_any_more() -> None:
    carried = an_arrival(info=a_contact(email="")).settled("created", at=NOON)

    [new] = told([carried], a_contact())

    assert new.key != carried.key


def test_more_about_somebody_who_waits_completes_the_arrival() -> None:
    waiting = told([], a_contact(title=""))

    [arrival] = told(waiting, a_contact(title="Keeper", phone=""))

    assert (arrival.key, arrival.info) == (waiting[0].key, a_contact(title="Keeper"))


def test_other_news_of_a_person_is_an_arrival_of_its_own() -> None:
    first = told([], a_contact(phone="+47 1"))

    [news] = told(first, a_contact(phone="+47 2"))

    assert news.key != first[0].key
    assert told([*first, news], a_contact(phone="+47 1"), a_contact(phone="+47 2")) == []


def test_news_of_a_person_follows_the_first_notice_into_the_crm() -> None:
    [first] = told([], a_contact(phone="+47 1"))
    [news] = told([first], a_contact(phone="+47 2"))
    begun = first.matched(NEW, ["contact"], identity=("harbour", "H-77"), at=NOON)

    assert news.told_before([begun, news]) == begun
    assert (news.told_before([first]), first.told_before([news])) in [(first, None), (None, news)]


def test_a_half_that_the_crm_refused_is_completed_in_its_place_and_looked_for_anew() -> None:
    [half] = told([], a_contact(last_name=""))
    begun = half.matched(NEW, ["contact"], identity=("harbour", "H-77"), at=NOON)
    refused = begun.ledger.settle("contact", Refused(reason="LastName is required"), at=NOON)

    [whole] = told([begun.with_ledger(refused)], a_contact())

    assert (whole.key, whole.info) == (half.key, a_contact())
    assert whole.untouched


def test_the_key_of_a_person_is_the_same_however_the_letters_are_written() -> None:
    assert a_contact(last_name="HOLT ").key == a_contact(last_name="holt").key


PEOPLE = st.builds(
    ContactInfo,
    first_name=st.sampled_from(["", "Maren", "Pål"]),
    phone=st.sampled_from(["", "+47 1", "+47 2"]),
    last_name=st.sampled_from(["", "Holt", "Berg"]),
    email=st.sampled_from(["", "office@fenwick.example", "holt@fenwick.example"]),
)


@given(st.lists(PEOPLE, max_size=6))
def test_telling_everything_again_adds_nothing(notices: list[ContactInfo]) -> None:
    known = after(notices)

    assert told(known, *notices) == []


@given(st.lists(PEOPLE, max_size=6))
def test_one_message_or_many_make_no_difference(notices: list[ContactInfo]) -> None:
    at_once = told([], *notices)

    assert open_people(at_once) == open_people(after(notices))


@given(st.lists(PEOPLE, max_size=5), st.randoms())
def test_every_whole_person_is_known_in_whatever_order_the_notices_come(
    notices: list[ContactInfo], random: object
) -> None:
    shuffled = list(notices)
    random.shuffle(shuffled)

    whole = {a.info.key for a in after(shuffled) if not a.info.partial}

    assert whole == {person.key for person in notices if not person.partial}


FULL_NAMES = st.builds(
    ContactInfo,
    first_name=st.just("Maren"),
    last_name=st.sampled_from(["", "Holt", "Berg"]),
    email=st.sampled_from(["", "office@fenwick.example", "holt@fenwick.example"]),
    phone=st.sampled_from(["", "+47 1"]),
)


@given(st.lists(FULL_NAMES, max_size=5), st.randoms())
def test_who_is_left_to_carry_does_not_depend_on_the_order_of_the_notices(
    notices: list[ContactInfo], random: object
) -> None:
    shuffled = list(notices)
    random.shuffle(shuffled)

    assert open_people(after(shuffled)) == open_people(after(notices))


def test_a_person_whom_the_crm_had_is_matched_after_all() -> None:
    looked = an_arrival(match=NEW)

    adopted = looked.knowing(Done(result="con-7", adopted_on=("last_name", "email")))

    keys = ("last_name", "email")
    assert adopted.match == Match(kind=MatchKind.EXISTING, contact_id="con-7", keys=keys)


def test_a_person_whom_the_crm_did_not_have_stays_new() -> None:
    looked = an_arrival(match=NEW)

    assert looked.knowing(Done(result="con-7")) == looked
