"""Lines, people, cards and conversations: what people edit is as the newest word says."""

from onrecord.projection import fold
from onrecord.projection.reading import Directory
from told import AGENT, ANA, BEGAN, BEN, DANA, DAY, LINE, NOT_FOUND, OTHER_OWN, OWN, WEEK_LATER, reading

NOWHERE = Directory()
TIMES = {"createdAt": "2026-09-01T10:00:00.000Z", "updatedAt": "2026-09-02T10:00:00.000Z"}
PEOPLE = [{"id": ANA, "firstName": "Ana", "role": "owner"}, {"id": BEN, "email": "ben@maple.example", "role": "member"}]
V1_LINE = {"id": LINE, "number": OWN, "name": "Office", "groupId": "GR1", "symbol": "🏠", "users": PEOPLE} | TIMES
DATED_LINE = {"id": LINE, "phoneNumber": OWN, "name": "Office", "groupId": "GR1", "symbol": None} | TIMES
V1_CONTACT = {
    "id": "64ee",
    "source": "csv",
    "externalId": None,
    "defaultFields": {
        "firstName": "Dana",
        "lastName": "Moss",
        "company": "Moss Bakery",
        "role": None,
        "emails": [{"name": "work", "value": "dana@moss.example"}],
        "phoneNumbers": [{"name": "mobile", "value": "(555) 010-0123"}, {"name": "old", "value": None}],
    },
    "customFields": [{"name": "Basement", "key": "b", "type": "boolean", "value": True}],
} | TIMES
DATED_CONTACT = {"id": "64ee", "firstName": "Dana", "lastName": "Moss-Reed", "company": None, "role": None} | TIMES
CONVERSATION = {
    "id": "CN1",
    "phoneNumberId": LINE,
    "participants": [DANA],
    "name": None,
    "lastActivityId": "AC1",
    "deletedAt": None,
} | TIMES


def test_both_surfaces_name_a_line_in_their_own_way() -> None:
    v1 = reading("v1", "GET /v1/phone-numbers", V1_LINE, at=WEEK_LATER)
    dated = reading("dated", "GET /phone-numbers", DATED_LINE, at=WEEK_LATER + DAY)
    record = fold.fold_line(LINE, [dated, v1], NOWHERE).record
    assert record is not None
    assert (record.number, record.name, record.symbol) == (OWN, "Office", None)
    assert record.members == ((ANA, "owner"), (BEN, "member"))


def test_the_members_of_a_line_may_come_alone() -> None:
    asked = {"phoneNumberId": LINE}
    listed = reading("dated", "GET /phone-numbers/{phoneNumberId}/users", {"data": PEOPLE[1:]}, asked=asked)
    assert fold.fold_line(LINE, [listed], NOWHERE).record is None
    record = fold.fold_line(LINE, [listed, reading("dated", "GET /phone-numbers", DATED_LINE)], NOWHERE).record
    assert record is not None
    assert record.members == ((BEN, "member"),)
    assert fold.fold_member(BEN, [listed], NOWHERE).record is not None


def test_the_time_zone_is_believed_only_where_business_hours_are_set() -> None:
    def zone(hours: object) -> str | None:
        body = {"data": DATED_LINE | {"businessHours": hours}}
        asked = {"phoneNumberId": LINE, "include": "businessHours"}
        record = fold.fold_line(
            LINE, [reading("dated", "GET /phone-numbers/{phoneNumberId}", body, asked=asked)], NOWHERE
        )
        assert record.record is not None
        return record.record.time_zone

    assert zone({"enabled": False, "timezone": "America/Los_Angeles", "schedule": None}) is None
    assert zone({"enabled": True, "timezone": "America/New_York", "schedule": {}}) == "America/New_York"


def test_a_member_may_be_known_only_from_a_lines_list() -> None:
    record = fold.fold_member(BEN, [reading("v1", "GET /v1/phone-numbers", V1_LINE)], NOWHERE).record
    assert record is not None
    assert (record.email, record.role, record.kind) == ("ben@maple.example", "member", "human")


def test_system_actors_are_agents() -> None:
    record = fold.fold_member(
        AGENT, [reading("dated", "GET /users", {"id": AGENT, "firstName": "Sona"})], NOWHERE
    ).record
    assert record is not None
    assert record.kind == "agent"


def test_the_dated_list_is_silent_about_a_cards_numbers() -> None:
    v1 = reading("v1", "GET /v1/contacts", V1_CONTACT, at=WEEK_LATER)
    dated = reading("dated", "GET /contacts", DATED_CONTACT, at=WEEK_LATER + DAY)
    record = fold.fold_contact("64ee", [v1, dated], NOWHERE).record
    assert record is not None
    assert (record.display_name, record.company) == ("Dana Moss-Reed", None)
    assert record.numbers == ((DANA, "mobile"),)
    assert record.emails == '[{"name":"work","value":"dana@moss.example"}]'
    assert record.custom_fields == '[{"name":"Basement","type":"boolean","value":true}]'


def test_the_properties_of_a_card_give_its_numbers_on_the_dated_surface() -> None:
    listed = {"data": [{"id": "p1", "type": "phone-number", "name": "Mobile", "value": DANA}], "nextCursor": None}
    asked = {"contactId": "64ee"}
    told = [
        reading("dated", "GET /contacts", DATED_CONTACT),
        reading("dated", "GET /contacts/{contactId}/properties", listed, asked=asked),
    ]
    record = fold.fold_contact("64ee", told, NOWHERE).record
    assert record is not None
    assert record.numbers == ((DANA, "Mobile"),)


def test_a_card_that_is_not_found_any_more_is_gone_and_keeps_its_name() -> None:
    told = [
        reading("v1", "GET /v1/contacts", V1_CONTACT),
        reading("v1", "GET /v1/contacts/{id}", NOT_FOUND, status=404, at=WEEK_LATER + DAY, asked={"id": "64ee"}),
    ]
    record = fold.fold_contact("64ee", told, NOWHERE).record
    assert record is not None
    assert (record.gone_ms, record.display_name) == (WEEK_LATER + DAY, "Dana Moss")


def test_a_conversation_is_keyed_by_its_line_and_its_people() -> None:
    told = [reading("dated", "GET /conversations", CONVERSATION | {"participants": [OTHER_OWN, DANA, OWN]})]
    record = fold.fold_conversation("CN1", told, Directory({LINE: OWN})).record
    assert record is not None
    assert (record.key, record.participants) == (f"{LINE}:{OTHER_OWN},{DANA}", (OTHER_OWN, DANA))
    hidden = [reading("v1", "GET /v1/conversations", CONVERSATION | {"participants": ["Restricted"]})]
    other = fold.fold_conversation("CN1", hidden, Directory({LINE: OWN})).record
    assert other is not None
    assert other.key == f"{LINE}:=CN1"


def test_a_deleted_conversation_is_gone_until_it_is_listed_again() -> None:
    deleted = reading("dated", "GET /conversations", CONVERSATION | {"deletedAt": "2026-09-03T10:00:00Z"}, at=BEGAN)
    listed = reading("v1", "GET /v1/conversations", CONVERSATION, at=BEGAN + DAY)
    gone = fold.fold_conversation("CN1", [deleted], NOWHERE).record
    back = fold.fold_conversation("CN1", [listed, deleted], NOWHERE).record
    assert gone is not None
    assert back is not None
    assert (gone.gone_ms, back.gone_ms) == (1_788_429_600_000, None)


def test_the_account_has_a_name() -> None:
    told = [reading("dated", "GET /organization", {"data": {"id": "OR1", "name": "Maple Street"} | TIMES})]
    record = fold.fold_organization("OR1", told, NOWHERE).record
    assert record is not None
    assert record.name == "Maple Street"
