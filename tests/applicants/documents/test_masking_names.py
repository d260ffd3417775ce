"""Names attacked: many people, many ways to write oneself into a sentence, in two languages. Nobody is left."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from applicants.documents.folding import fold, plain
from applicants.documents.redacting import Identity, Redactor

FIRST = [
    "Ana",
    "José",
    "María",
    "Francisco",
    "Guadalupe",
    "Xochitl",
    "Robert",
    "William",
    "Elizabeth",
    "Katherine",
    "Oluwaseun",
    "Chidinma",
    "Nguyễn",
    "Thị",
    "Søren",
    "Zoë",
    "François",
    "Müller",
    "Łukasz",
    "Dvořák",
    "İbrahim",
    "Aoife",
    "Siobhán",
    "D'Angelo",
    "Jean-Luc",
    "Mary-Ann",
    "Shaniqua",
    "Muhammad",
    "Fatima",
    "Priya",
    "Xiuying",
    "Björk",
    "Ngozi",
    "Iñaki",
    "Begoña",
    "Дмитрий",
    "Ελένη",
    "Quetzalli",
    "Tlaloc",
    "Ximena",
    "Íñigo",
]
LAST = [
    "García-López",
    "Hernández",
    "O'Connor",
    "McDonald",
    "Nguyen",
    "Okonkwo",
    "van-der-Berg",
    "Fernández",
    "Ñíguez",
    "Müller",
    "Sørensen",
    "Wójcik",
    "Kowalczyk",
    "Papadopoulos",
    "St-Pierre",
    "Al-Rashid",
    "Núñez",
    "Ibáñez",
    "Washington",
    "Quispe",
    "Yupanqui",
    "Žižek",
    "Иванов",
    "Thompson",
    "Strauß",
    "Agyemang",
    "Krishnamurthy",
]
EVERYDAY = ["Will", "Grace", "Hope", "Rosa", "Luz", "Mark", "Li", "An", "Joy", "Sol"]
SENTENCES = [
    "My name is {}.",
    "I am {} and I built a rota.",
    "Me llamo {} y aprendí sola.",
    "Soy {}, de noche estudio.",
    "Signed, {}",
    "– {}",
    "“{}, you can do it”, my grandmother said.",
    "Mi abuela me decía: «{}, sigue».",
    "({})",
    "{}: a short story",
    "They call me {}!",
    "{}’s notebook was full.",
    "El cuaderno de {} estaba lleno.",
    "file:{}.pdf",
    "*{}*",
    "#{}",
    "for\t{}\tand others",
    "{}\nNurse",
    "1.{}",
]


def bare(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


STYLES = {
    "as it is": str,
    "capitals": str.upper,
    "small": str.lower,
    "without accents": bare,
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "no hyphens": lambda name: name.replace("-", " "),
    "joined": lambda name: re.sub(r"[\s'’-]", "", name),
    "joined small": lambda name: re.sub(r"[\s'’-]", "", bare(name)).lower(),
    "underscores": lambda name: name.replace(" ", "_"),
    "points": lambda name: name.replace(" ", ".").lower(),
    "number": lambda name: re.sub(r"[\s'’-]", "", bare(name)).lower() + "88",
    "spaced": lambda name: " ".join(name.replace(" ", "").upper()),
    "zero width": lambda name: "\u200b".join(name),
    "soft hyphens": lambda name: "\u00ad".join(name),
    "full width": lambda name: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c.isalpha() else c for c in name),
    "cyrillic": lambda name: name.translate(str.maketrans("aeopcyxAEOPCX", "аеорсухАЕОРСХ")),
    "surname first": lambda name: ", ".join(reversed(name.split(" ", 1))),
    "broken": lambda name: re.sub(r"(\w{3})(\w{3})", r"\1-\n\2", name, count=1),
    "doubled spaces": lambda name: name.replace(" ", "  "),
    "typographic": lambda name: name.replace("'", "’").replace("-", "‐"),
}
names = st.builds("{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST))


def left_of(name: str, text: str) -> list[str]:
    """The parts of a name that can still be read in a text, as a searching eye reads them."""
    seen = re.sub(r"[^\w]|_|\d", "", fold(plain(text.replace("[name]", " "))))
    parts = [re.sub(r"\W", "", fold(plain(part))) for part in re.split(r"[\s-]", name)]
    return [part for part in parts if len(part) > 3 and part in seen]


@given(name=names, sentence=st.sampled_from(SENTENCES), style=st.sampled_from(sorted(STYLES)))
@example("José Fernández", "#{}", "spaced")
@example("İbrahim García-López", "My name is {}.", "points")  # a small İ is two signs
@example("Ọ́ládélé Okonkwo", "My name is {}.", "capitals")
@example("Ọ́ládélé Okonkwo", "{}!", "without accents")
@settings(max_examples=100, deadline=None)
def test_nobody_is_left_however_they_are_written(name: str, sentence: str, style: str) -> None:
    said = sentence.format(STYLES[style](name))
    assert left_of(name, Redactor(Identity((name,))).text(said)) == [], (style, said)


def test_a_name_that_is_not_known_is_seen() -> None:
    """Or seeing none would prove nothing."""
    for style, write in STYLES.items():
        written = write("Xochitl Hernández")
        assert left_of("Xochitl Hernández", Redactor(Identity()).text(written)) == ["xochitl", "hernandez"], style


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize(
    "name", ["Xochitl Hernández", "Mary-Ann O'Connor", "François Sørensen", "Дмитрий Иванов", "Nguyễn Krishnamurthy"]
)
def test_each_way_of_writing_is_known(name: str, style: str) -> None:
    assert left_of(name, Redactor(Identity((name,))).text(f"Here {STYLES[style](name)} wrote.")) == []


@pytest.mark.parametrize(
    ("name", "said", "left"),
    [
        ("Robert Thompson", "Bob, as they say; Bobby at home. I bob along.", "[name], as they say; [name] at home. I bob along."),
        ("Francisco Quispe", "Paco para todos. Paco's rota", "[name] para todos. [name] rota"),
        ("Guadalupe Núñez", "Lupita me dicen", "[name] me dicen"),
        ("John Smith", "J. Smith, J Smith and Smith J.", "[name] and [name]"),
        ("John Quincy Smith", "JQSmith, jqsmith, john.q.smith", "[name]"),
        ("John Smith", "JavaScript, JS and the smithy", "JavaScript, JS and the smithy"),
        ("John Smith", "Thanks\nJS\n", "Thanks\n[name]\n"),
        ("John Smith", "J.S. wrote it", "[name] wrote it"),
        ("Grace Li", "my name is grace li. By the grace of li", "my name is [name]. By the grace of li"),
        ("Grace Li", "Li is here, with Grace; li is not", "[name] is here, with [name]; li is not"),
        ("An Nguyen", "An apple and an idea; i am an", "[name] apple and an idea; i am [name]"),
        ("Will Young", "I will go, i'm will. Will", "I will go, i'm [name]"),
        ("Jürgen Müller", "Juergen Mueller", "[name]"),
        ("Ana García", "Anagrams and Garcias; the Garcías’ house", "Anagrams and [name]; the [name] house"),
        ("Ana García", "an analysis for the Canal", "an analysis for the Canal"),
        ("Ana García", "banana Anatomy", "banana Anatomy"),
        ("Juan de la Cruz", "De la Cruz said: la vida de la noche", "De la [name] said: la vida de la noche"),
        ("María del Carmen Ruiz", "Carmen, Mari and MARIA", "[name] and [name]"),
        ("Sol Reyes", "El sol de los reyes. Sol Reyes", "El sol de los reyes. [name]"),
        ("Dr. Ana Ruiz", "Dr. Ruiz", "Dr. [name]"),
    ],
)  # fmt: skip
def test_short_forms_initials_and_everyday_words(name: str, said: str, left: str) -> None:
    assert Redactor(Identity((name,))).text(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("I studied at Ruritania State, RSU for short.", "I studied at [school], [school] for short."),
        ("A proud Ruritania State Univ. student", "A proud [school]. student"),
        ("U of Ruritania, URuritania, R.S.U.", "[school], [school], [school]."),
        ("Universidad Nacional Autónoma de México (UNAM)", "[school]"),
        ("At UNAM and at UC Berkeley; Stanford", "At [school] and at [school]; [school]"),
        ("Boca Lake Community College (BLCC), then BLCC again", "[school], then [school] again"),
        ("me gradué de la Preparatoria Benito Juárez", "me gradué de la [school]"),
        ("state of the art, a state hospital, public health", "state of the art, a state hospital, public health"),
    ],
)
def test_schools_go_with_their_short_names(said: str, left: str) -> None:
    assert Redactor(Identity(schools=("Ruritania State University",)), also_from=[said]).text(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("codequeen77 on every site", "[name] on every site"),
        ("find me: github.com/codequeen77 and Codequeen77", "find me: [link] and [name]"),
        ("nightowl.coder at mail", "[name] at mail"),
        ("I code, I mail, I nurse", "I code, I mail, I nurse"),
        ("see ruritania-owl.example or ana at gmail", "see [link] or ana at gmail"),
    ],
)
def test_handles_go_wherever_they_are_written(said: str, left: str) -> None:
    who = Identity(emails=("nightowl.coder@ruritania-owl.example",), links=("https://github.com/codequeen77",))
    assert Redactor(who).text(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("I am 34, and tired", "[age], and tired"),
        ("Tengo 41 años.", "[age]."),
        ("Tengo 12 años de experiencia", "Tengo 12 años de experiencia"),
        ("in my mid-thirties", "in my [age]"),
        ("born in nineteen eighty-seven", "born in [year]"),
        ("I am 20 minutes late", "I am 20 minutes late"),
        ("twenty-seven years old", "[age]"),
    ],
)
def test_ages_go(said: str, left: str) -> None:
    assert Redactor(Identity()).text(said) == left


@given(st.text(max_size=200), names)
@settings(max_examples=30, deadline=None)
def test_any_text_is_taken_and_masking_twice_changes_nothing_more(text: str, name: str) -> None:
    masker = Redactor(Identity((name,), emails=("a.b@c.example",)))
    once = masker.text(text)
    assert masker.text(once) == once


@given(
    st.sampled_from(EVERYDAY),
    st.sampled_from(["My name is {}.", "Me llamo {}.", "I am {}.", "Soy {}", "Regards,\n{}\n", "call me {}"]),
)
def test_names_that_are_words_go_where_they_are_names(name: str, sentence: str) -> None:
    for written in (name, name.lower(), name.upper()):
        assert fold(name) not in fold(Redactor(Identity((f"{name} Okonkwo",))).text(sentence.format(written))).split()
