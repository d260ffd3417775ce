"""Normal forms and likeness: plain Python, any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applicants.matching import keys, normalise
from applicants.matching.keys import EMAIL, NAME, PHONE, Person, keys_of
from applicants.matching.likeness import compare, facts_of, name_likeness
from applicants.matching.normalise import email_key, local_key, name_tokens, phone_key, plain, plain_text, sound

ANYTHING = st.text(max_size=60)
NAMES = st.one_of(
    ANYTHING,
    st.lists(
        st.sampled_from(["Ana", "María", "Pérez", "A.", "O’Brien", "Núñez-Vela", "Li", "Nguyễn", "Smith", "Ø", "III"])
    ).map(" ".join),
)
PEOPLE = st.builds(
    Person,
    id=st.just(1),
    name=NAMES,
    email=st.none() | st.sampled_from(["ana.p@gmail.com", "anap+x@googlemail.com", "A@B.example", "", "no"]) | ANYTHING,
    phone=st.sampled_from(["", "+1 555 010 1234", "555-010-1235", "0044 20 7946 0958"]) | ANYTHING,
)


@given(ANYTHING)
def test_normal_forms_hold_still(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain_text(plain_text(text)) == plain_text(text)
    assert name_tokens(" ".join(name_tokens(text))) == name_tokens(text)
    assert email_key(email_key(text)) == email_key(text)
    assert phone_key(phone_key(text)) == phone_key(text)


@given(NAMES, NAMES)
def test_names_are_as_alike_either_way(one: str, other: str) -> None:
    left, right = name_tokens(one), name_tokens(other)
    assert name_likeness(left, right) == name_likeness(right, left)
    assert 0 <= name_likeness(left, right) <= 100
    assert name_likeness(left, left) == (100 if left else 0)


@given(PEOPLE, PEOPLE)
def test_people_are_as_alike_either_way(one: Person, other: Person) -> None:
    there, back = compare(facts_of(one), facts_of(other)), compare(facts_of(other), facts_of(one))
    assert there == back
    assert 0 <= there.score <= 100


@given(PEOPLE)
def test_keys_fit_the_table(person: Person) -> None:
    assert all(value and len(value) <= keys.LONGEST and "\x00" not in value for _, value in keys_of(person))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana.Perez+jobs@Gmail.com", "anaperez@googlemail.com"),
        ("ana@outlook.com", "ANA+careers@outlook.com"),
        ("ana@me.com", "ana@icloud.com"),
        ("ana@uni.example", " Ana@UNI.example "),
        ("ａｎａ@uni.example", "ana@uni.example"),
    ],
)
def test_one_mailbox_written_in_two_ways(one: str, other: str) -> None:
    assert email_key(one) == email_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.b@uni.example", "ab@uni.example"), ("a+b@uni.example", "a@uni.example"), ("ana@x.example", "ana@y.example")],
)
def test_dots_and_tags_count_where_the_host_is_not_known(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+1 (555) 010-1234", "555.010.1234"),
        ("001 555 010 1234 ext. 9", "1-555-010-1234 x12"),
        ("+44 (0)20 7946 0958", "020 7946 0958"),
        ("٥٥٥٠١٠١٢٣٤", "555 010 1234"),
    ],
)
def test_one_number_written_in_two_ways(one: str, other: str) -> None:
    assert phone_key(one) == phone_key(other) != ""


@pytest.mark.parametrize("phone", ["", "none", "12345", "0000000000", "1234567890", "999 999 9999", "1" * 30])
def test_what_is_no_number_is_no_key(phone: str) -> None:
    assert phone_key(phone) == ""


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("Ana María Pérez", "Ana Perez", 90),
        ("Perez, Ana", "Ana Pérez", 100),
        ("A. Pérez", "Ana Perez", 85),
        ("Núñez-Vela Eva", "Eva Nunez Vela", 100),
        ("Sean O’Brien", "sean obrien", 100),
        ("Dr. Jon Smith", "John Smith", 90),
        ("Katherine Johnson", "Catherine Jonson", 85),
        ("\u202eAna\u202c Pérez\u200f", "Ana Perez", 100),
        ("Björn Ødegård", "Bjorn Odegard", 100),
    ],
)
def test_names_of_one_person(one: str, other: str, least: int) -> None:
    assert name_likeness(name_tokens(one), name_tokens(other)) >= least


@pytest.mark.parametrize(
    ("one", "other"),
    [("John Smith", "Jane Smith"), ("Nguyen Van An", "Nguyen Thi Binh"), ("Ana", "Ana Perez"), ("Li Na", "Wu Na")],
)
def test_names_of_two_people(one: str, other: str) -> None:
    assert name_likeness(name_tokens(one), name_tokens(other)) < 80


def test_the_same_name_alone_is_not_shown() -> None:
    one = facts_of(Person(1, "Ana Pérez", "ana@x.example", "+1 555 010 1234"))
    other = facts_of(Person(2, "Ana Perez", "perez@y.example", "+1 555 777 9988"))
    assert (compare(one, other).score, compare(one, other).is_listed) == (50, False)


def test_the_same_number_and_name_is_shown_with_reasons() -> None:
    one = facts_of(Person(1, "Ana Pérez", "ana@x.example", "+1 555 010 1234"))
    other = facts_of(Person(2, "Perez Ana", "perez@y.example", "555-010-1234"))
    likeness = compare(one, other)
    assert (likeness.score, likeness.reasons, likeness.is_listed) == (85, ("phone", "name:100"), True)


def test_a_household_is_not_shown() -> None:
    one = facts_of(Person(1, "Ana Pérez", "ana@x.example", "+1 555 010 1234"))
    other = facts_of(Person(2, "Tomás Okafor", "tomas@x.example", "555-010-1234"))
    assert compare(one, other).is_listed is False


def test_what_many_share_counts_for_nothing() -> None:
    one = facts_of(Person(1, "Ana Pérez", "ana@x.example", "+1 555 010 1234"))
    other = facts_of(Person(2, "Perez Ana", "perez@y.example", "555-010-1234"))
    assert compare(one, other, common={(PHONE, "550101234")}).reasons == ("name:100",)


def test_keys_of_a_person() -> None:
    person = Person(1, "Ana María Pérez", "Ana.Perez+x@gmail.com", "+1 555 010 1234", [["short"]])
    found = {value for kind, value in keys_of(person) if kind == EMAIL} | {v for k, v in keys_of(person) if k == PHONE}
    assert found == {"m:anaperez@gmail.com", "l:anaperez", "550101234"}
    names = {value for kind, value in keys_of(person) if kind == NAME}
    assert names == {"s:ana maria perez", "p:an|prs", "p:mr|prs", f"i:a|{sound('perez')}"}


@pytest.mark.parametrize("name", ["", " ", "\u202e\u200f", "Ana", "…", "A B", "x" * 5000, "a " * 900])
def test_hostile_names_do_no_harm(name: str) -> None:
    person = Person(1, name)
    assert all(len(value) <= keys.LONGEST for _, value in keys_of(person))
    assert compare(facts_of(person), facts_of(person)).score <= 100
    assert len(plain("x" * 10_000)) == normalise.LONGEST


def test_short_and_shared_mailboxes_say_nothing_without_their_host() -> None:
    assert [local_key(f"{name}@x.example") for name in ("ana", "info", "ana.perez92")] == ["", "", "anaperez92"]


@given(PEOPLE, PEOPLE)
def test_the_short_way_lists_the_same_people(one: Person, other: Person) -> None:
    full, short = (compare(facts_of(one), facts_of(other), rare_name=True, in_full=each) for each in (True, False))
    assert (short.is_listed, short.is_listed and short) == (full.is_listed, full.is_listed and full)
