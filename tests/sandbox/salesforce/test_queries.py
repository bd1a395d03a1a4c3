import pytest
from simple_salesforce import Salesforce as Client
from simple_salesforce import format_soql

from sandbox.salesforce import Salesforce
from tests.sandbox.salesforce.rehearsal import Clock, Rest, problem

NAMES = ("Aalto", "Berg", "Carlsson", "Dahl", "Eklund")


@pytest.fixture
def people(rest: Rest, clock: Clock) -> list[str]:
    """Create five contacts a minute apart; the first works at Nordwind, the last has no e-mail."""
    account = rest.create("Account", Name="Nordwind Oy")
    told = [{"LastName": name, "Email": f"{name}@nordwind.example"} for name in NAMES]
    told[0]["AccountId"] = account
    del told[4]["Email"]
    made = []
    for fields in told:
        clock.advance(minutes=1)
        made.append(rest.create("Contact", **fields))
    return made


def names(rest: Rest, condition: str) -> list[str]:
    query = f"SELECT LastName FROM Contact WHERE {condition} ORDER BY LastName"  # noqa: S608 - ours
    found = rest.found(query)
    return [record["LastName"] for record in found]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("LastName = 'bERG'", ["Berg"]),
        ("LastName != 'Berg' AND LastName < 'D'", ["Aalto", "Carlsson"]),
        ("LastName LIKE 'C%' OR LastName LIKE '_ahl'", ["Carlsson", "Dahl"]),
        ("LastName IN ('Berg', 'Dahl', 'Nobody')", ["Berg", "Dahl"]),
        ("LastName NOT IN ('Berg', 'Dahl', 'Eklund')", ["Aalto", "Carlsson"]),
        ("Email = null", ["Eklund"]),
        ("Email != null AND NOT LastName > 'B'", ["Aalto"]),
        ("Email != 'berg@nordwind.example' AND LastName > 'D'", ["Dahl", "Eklund"]),
        ("(LastName = 'Aalto' OR LastName = 'Berg') AND Email LIKE 'b%'", ["Berg"]),
        ("CreatedDate > 2026-11-22T07:45:18Z", ["Eklund"]),
        ("CreatedDate <= 2026-11-22T08:42:18.000+01:00", ["Aalto"]),
        ("Account.Name = 'nordwind oy'", ["Aalto"]),
        ("AccountId = null AND IsDeleted = false AND LastName < 'C'", ["Berg"]),
    ],
)
def test_a_condition_finds_the_records_that_meet_it(
    rest: Rest, condition: str, expected: list[str]
) -> None:
    assert names(rest, condition) == expected


def test_a_record_shows_what_was_selected_and_one_hop_to_its_parent(
    rest: Rest, people: list[str]
) -> None:
    first, second = rest.found(
        "SELECT Id, Account.Name, account.Owner.Email FROM Contact ORDER BY LastName LIMIT 2"
    )

    assert first["Id"] == people[0]
    assert first["Account"]["Name"] == "Nordwind Oy"
    assert first["Account"]["Owner"]["Email"] == "integration@example.com"
    assert second["Account"] is None


def test_records_are_ordered_by_several_fields(rest: Rest, people: list[str]) -> None:
    found = rest.found("SELECT Id FROM Contact ORDER BY AccountId NULLS LAST, CreatedDate DESC")

    assert [record["Id"] for record in found] == [people[0], *reversed(people[1:])]


def test_a_hostile_name_stays_a_name(sf: Client, rest: Rest) -> None:
    name = "O'Neill \\' OR Name != '"
    account = rest.create("Account", Name=name)

    found = sf.query(format_soql("SELECT Id FROM Account WHERE Name = {}", name))

    assert [record["Id"] for record in found["records"]] == [account]


def test_wildcards_in_a_pattern_can_be_escaped(sf: Client, rest: Rest) -> None:
    account = rest.create("Account", Name="100% Oy")
    rest.create("Account", Name="1000 Oy")

    found = sf.query(format_soql("SELECT Id FROM Account WHERE Name LIKE '{:like}%'", "100%"))

    assert [record["Id"] for record in found["records"]] == [account]


def test_many_records_come_in_pages(sf: Client, org: Salesforce, people: list[str]) -> None:
    org.behave(query_batch_size=2)

    first = sf.query("SELECT Id FROM Contact ORDER BY CreatedDate")
    everything = sf.query_all("SELECT Id FROM Contact ORDER BY CreatedDate")

    assert (first["totalSize"], first["done"], len(first["records"])) == (5, False, 2)
    assert first["nextRecordsUrl"].startswith("/services/data/v68.0/query/01g")
    assert [record["Id"] for record in everything["records"]] == people


@pytest.mark.usefixtures("people")
def test_records_are_counted(rest: Rest) -> None:
    told = rest.query("SELECT COUNT() FROM Contact WHERE Email != null").json()

    assert told == {"totalSize": 4, "done": True, "records": []}


def test_the_recycle_bin_is_seen_by_query_all_alone(sf: Client, people: list[str]) -> None:
    sf.Contact.delete(people[0])

    seen = sf.query("SELECT Id FROM Contact")
    with_deleted = sf.query("SELECT Id, IsDeleted FROM Contact", include_deleted=True)

    assert (seen["totalSize"], with_deleted["totalSize"]) == (4, 5)


def test_stages_and_users_can_be_looked_up(rest: Rest) -> None:
    stages = rest.found("SELECT ApiName FROM OpportunityStage WHERE IsWon = true")
    users = rest.found("SELECT Name FROM User WHERE IsActive = true ORDER BY Name")

    assert [stage["ApiName"] for stage in stages] == ["Closed Won"]
    assert [user["Name"] for user in users] == ["Ingrid Integration", "Sam Seller"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT Id FROM Contact WHERE", "MALFORMED_QUERY"),
        ("SELECT Id, FROM Contact", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE LastName = 'open", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE LastName = 'a\\q'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE Name='a' OR Name='b' AND Name='c'", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact LIMIT 1; DROP", "MALFORMED_QUERY"),
        ("SELECT Id, Nonsense FROM Contact", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Nonsense__c = 'a'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Nonsense.Name = 'a'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE LastName = 5", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE CreatedDate > '2026-11-22T00:00:00Z'", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE CloseDate = 2026-11-22T00:00:00Z", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Description = 'a'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE AccountId = 'nonsense'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Nonsense__c", "INVALID_TYPE"),
    ],
)
def test_a_query_that_cannot_be_answered_says_why(rest: Rest, query: str, code: str) -> None:
    assert problem(rest.query(query)) == (400, code, None)


def test_a_page_that_was_never_offered_is_refused(rest: Rest) -> None:
    assert problem(rest.call("GET", "/query/01gxx0000000000AAA-2000"))[1] == "INVALID_QUERY_LOCATOR"


def test_what_changed_since_a_moment_is_found_page_by_page_oldest_first(
    sf: Client, org: Salesforce, clock: Clock, people: list[str]
) -> None:
    org.behave(query_batch_size=2)
    clock.advance(minutes=1)
    since = clock.now
    for contact in (people[3], people[0], people[2]):
        sf.Contact.update(contact, {"Title": "CIO"})
        clock.advance(seconds=1)

    query = "SELECT Id FROM Contact WHERE SystemModstamp >= {} ORDER BY SystemModstamp, Id"
    found = sf.query_all_iter(format_soql(query, since))

    assert [record["Id"] for record in found] == [people[3], people[0], people[2]]


def test_what_changed_at_one_moment_is_ordered_by_id(sf: Client, clock: Clock) -> None:
    since = clock.now
    made = [sf.Account.create({"Name": name})["id"] for name in NAMES]

    query = "SELECT Id FROM Account WHERE SystemModstamp >= {} ORDER BY SystemModstamp, Id"
    found = sf.query(format_soql(query, since))

    assert [record["Id"] for record in found["records"]] == sorted(made)


def test_a_save_by_an_integration_moves_the_stamp_as_one_by_a_person_does(
    sf: Client, org: Salesforce, clock: Clock, people: list[str]
) -> None:
    for save in (
        lambda: sf.Contact.update(people[0], {"Title": "CIO"}),
        lambda: org.person(edit=people[0], fields={"Title": "CFO"}),
        lambda: sf.Contact.update(people[0], {"Title": "CFO"}),
    ):
        clock.advance(minutes=1)
        save()

        record = org.record(people[0])
        assert record["SystemModstamp"] == f"{clock.now:%Y-%m-%dT%H:%M:%S}.000+0000"
