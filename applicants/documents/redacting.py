"""Taking out of a text what says whose it is, as well as rules can. A best effort, said as such where it is shown: a sentence can
tell who somebody is in ways that no rule finds.

What goes: the parts of the name, e-mail addresses, telephone numbers, links and handles, schools, street addresses, postcodes,
years, birth dates, ages, and words that give away a gender. Each leaves a word in square brackets, so that the sentence can be
read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from applicants.documents.common import COMMON
from applicants.documents.folding import fold, plain
from applicants.documents.naming import Name, name_of
from applicants.documents.schooling import Schools, letters_beside, spoken_of

CASE: Final = re.IGNORECASE
MONTHS: Final = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?"
    r"|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
    r"|noviembre|diciembre)"
)
STREET: Final = (
    r"(?:street|st\.?|avenue|ave\.?|road|rd\.?|boulevard|blvd\.?|lane|ln\.?|drive|dr\.?|court|ct\.?|place|pl\.?|way|circle"
    r"|cir\.?|terrace|ter\.?|parkway|pkwy\.?|highway|hwy\.?)"
)
STATES: Final = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA"
    "|PR|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
HOSTS: Final = (
    r"(?:linkedin|github|gitlab|facebook|instagram|twitter|tiktok|youtube|medium|behance|dribbble"
    r"|bitbucket|t\.me|wa\.me)"
)
ENDS: Final = r"(?:com|org|net|edu|io|dev|me|info|co|us|uk|mx|es|gov|app|ai|page|site|tech|xyz)"
HOST: Final = r"(?!asp\.net\b|ado\.net\b|vb\.net\b)[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}"


def _rules(word: str, *patterns: str, flags: int = CASE) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern, flags), word) for pattern in patterns]


LINKS: Final = [
    *_rules("[e-mail]", r"[\w.+%-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    *_rules(
        "[link]",
        r"\b(?:https?://|www\.)[^\s<>()\[\]]{1,500}",
        rf"\b{HOSTS}(?:\.com|\.org)?/[^\s<>()\[\]]{{1,200}}",
        rf"(?<![\w.@]){HOST}\.{ENDS}(?:/[^\s<>()\[\]]{{0,200}})?(?![\w-])",
        rf"\b(?:{HOSTS}|skype|telegram|discord)\s*[:|]\s*@?[\w./-]{{2,60}}",
    ),
    *_rules("[handle]", r"(?<![\w@/])@[a-z_][\w.]{1,30}"),
]
"""What may hold a name inside: it goes before names do."""
OTHERS: Final = [
    # Birth dates and ages, before years take their parts.
    *_rules(
        "[age]",
        r"\b(?:I am|I['’]m|turned|turning|cumplí)\s+\d{2}(?=\s*(?:[.,;:!)]|$|years?\b|años\b|and\b|y\b))"
        r"(?:\s+(?:years?(?:\s+old)?|años)\b)?",
        r"\btengo\s+\d{2}\s+años\b(?!\s+(?:de|en|trabajando|estudiando|haciendo))",
        r"\b(?:early|mid|late)[\s-]+(?:teens|twenties|thirties|forties|fifties|sixties|\d0['’]?s)\b",
        r"\b(?:twenty|thirty|forty|fifty|sixty)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?[\s-]years?[\s-]old\b",
    ),
    *_rules(
        "[year]",
        r"\bnineteen[\s-](?:thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?\b",
        r"\bmil\s+novecientos\s+(?:treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)(?:\s+y\s+(?:uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?\b",
        r"(?<=born in )(?:the\s)?['’]?\d0s\b",
    ),
    *_rules(
        "[birth date]",
        r"\b(?:date of birth|birth ?date|born(?: on| in)?|d\.?o\.?b\.?|fecha de nacimiento|nacid[oa](?: el| en)?|nac\.)"
        r"\s*:?\s*[^\n;|]{0,40}?\b(?:19|20)\d\d\b",
    ),
    *_rules(
        "[age]",
        r"\b(?:age|aged|edad)\s*:?\s*\d{2}\b(?:\s*(?:years?|años))?",
        r"\b\d{2}[\s-](?:years?[\s-]old|años de edad|yrs? old|y/o)\b",
    ),
    *_rules("[number]", r"\b\d{3}-\d{2}-\d{4}\b"),  # how a social security number is written
    *_rules(
        "[telephone]",
        r"(?<![\w/])(?:\+|00)\d{1,3}[\s.()/-]*\d(?:[\s.()/-]{0,3}\d){5,13}(?!\w)",
        r"(?<![\w/])\(?\d{3}\)?[\s.-]{0,2}\d{3}[\s.-]?\d{4}(?!\w)",
        r"\b(?:tel|phone|mobile|cell|telephone|tel[eé]fono|m[oó]vil|celular)\.?\s*:?\s*[+\d(][\d\s().-]{5,20}\d",
    ),
    *_rules(
        "[address]",
        rf"\b\d{{1,6}}[a-z]?\s+(?:[\w.'-]+\s+){{1,4}}{STREET}(?=[\s,;.]|$)(?:[ ,]+(?:apt|unit|suite|ste|#)\.?\s*[\w-]+)?",
        r"\b(?:calle|avenida|av\.|carrera|plaza|paseo|camino)\s+[^\n,;|]{2,50}(?:,|\s)\s*(?:n\.?º?\s*)?#?\s*\d{1,5}[\w-]*",
        r"\bP\.?\s?O\.?\s+Box\s+\d+",
    ),
    *_rules(
        "[address]",
        rf"\b(?:[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){{0,3}},\s*)?(?:{STATES})\s+\d{{5}}(?:-\d{{4}})?\b",
        flags=0,
    ),
    *_rules(
        "[postcode]",
        r"\b\d{5}-\d{4}\b",
        r"\b(?:zip(?: code)?|postal code|postcode|c\.?p\.?|código postal)\s*:?\s*[A-Z\d][A-Z\d -]{3,8}\b",
    ),
    *_rules("[postcode]", r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b", flags=0),
    # Months go with their year: what is left says nothing of when somebody was young.
    *_rules(
        "[date]",
        rf"\b{MONTHS}(?:\s+de)?,?\s+(?:\d{{1,2}},?\s+)?(?:de\s+)?(?:19|20)\d\d\b",
        r"\b(?:\d{1,2}[/.-]){1,2}(?:19|20)\d\d\b",
        r"\b(?:19|20)\d\d[/.-]\d{1,2}(?:[/.-]\d{1,2})?\b",
    ),
    *_rules("[year]", r"\b(?:19[3-9]|20[0-6])\d\b", r"\b(?<=class of )['’]?\d\d\b", r"(?<!\w)['’]\d\d\b"),
    *_rules(
        "[pronouns]",
        r"\b(?:she|he|they)\s*/\s*(?:her|him|them)(?:\s*/\s*(?:hers|his|theirs))?\b",
        r"\b(?:ella|él|elle)\s*/\s*(?:her|him|them|ella|él)\b",
    ),
    *_rules("[title]", r"\b(?:mr|mrs|ms|miss|mx|sr|sra|srta)\.(?=\s)"),
    *_rules("[title]", r"\b(?:Mr|Mrs|Ms|Miss|Señora?|Señorita)(?=\s[A-Z\[])", flags=0),
    *_rules(
        "[personal]",
        r"\b(?:gender|sex|sexo|g[eé]nero|marital status|estado civil|nationality|nacionalidad|citizenship|religi[oó]n)"
        r"\s*:\s*[^\n,;|]{1,40}",
    ),
    *_rules("[society]", r"\b(?:fraternity|sorority|fraternidad|sororidad)\b"),
]


@dataclass(frozen=True)
class Identity:
    """What is known of the person whose texts are masked. Each may be empty."""

    names: tuple[str, ...] = ()
    """Now, before, of their account, of records that turned out to be theirs."""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    """Where they study or studied: found by short names and letters, too."""
    places: tuple[str, ...] = ()
    """Cities, streets, postcodes and whatever else they answered to a question that asks who somebody is."""
    links: tuple[str, ...] = ()
    """Addresses of their pages, or what they are called there."""


class Redactor:
    """Takes out of texts of one person what says whose they are. Made once for all texts of the person: `also_from` lets it learn
    from each what only one of them says (the name at a site in a resume, the letters of a school)."""

    def __init__(self, who: Identity, *, schools: Iterable[str] = (), also_from: Iterable[str] = ()) -> None:
        self._who = who
        self._known = tuple(schools)
        self._texts = tuple(plain(text) for text in also_from)

    @cached_property
    def _schools(self) -> Schools:
        found = {school for text in self._texts for school in spoken_of(text)}
        own = {*self._who.schools, *found}
        letters = {each for text in self._texts for each in letters_beside(text, {*own, *self._known})}
        return Schools(self._known, own, letters)

    @cached_property
    def _name(self) -> Name:
        handles = [email.partition("@")[0] for email in self._who.emails]
        for link in self._who.links:
            handles += _handles(link) or [link.strip().lstrip("@")]
        for text in self._texts:
            handles += _handles(text)
        return name_of(self._who.names, tuple(dict.fromkeys(handles)))

    @cached_property
    def _given(self) -> list[tuple[re.Pattern[str], str]]:
        """What is taken out as it was given, before all else: it may look like nothing that a rule knows."""
        made = []
        for email in filter(None, self._who.emails):
            made.append((re.compile(re.escape(email), CASE), "[e-mail]"))
            domain = email.rpartition("@")[2].lower().split(".")
            if len(domain[-2:][0]) > 3 and domain[-2:][0] not in COMMON:
                made.append((re.compile(rf"(?<![\w@])(?:[\w-]+\.)?{re.escape('.'.join(domain))}(?![\w-])"), "[link]"))
            for label in domain[:-1]:
                if len(label) > 3 and label not in COMMON:
                    word = "[school]" if "edu" in domain else "[link]"
                    made.append((re.compile(rf"(?<![\w@]){re.escape(label)}(?![\w-])", CASE), word))
        for phone in self._who.phones:
            if len(digits := re.sub(r"\D", "", phone)) >= 6:
                for number in {digits, digits[-10:]} if len(digits) > 10 else {digits}:
                    loose = r"[\s().+/_·-]{0,3}".join(number)
                    made.append((re.compile(rf"(?<!\d)(?:\+\d{{1,3}}[\s.-]?)?\(?{loose}(?!\d)"), "[telephone]"))
        for place in self._who.places:
            words = re.findall(r"\w+", fold(plain(place)))
            if 0 < len(words) < 12 and len("".join(words)) > 2:
                made.append((re.compile(r"(?<!\w)" + r"[\W_]{1,3}".join(map(re.escape, words)) + r"(?!\w)"), "[place]"))
        return made

    def text(self, text: str) -> str:
        """The text with [name], [e-mail], [telephone], [link], [school], [year] ... where something tells whose it is."""
        text = plain(text)
        for pattern, word in self._given:
            text = _cut(text, pattern, word)
        for pattern, word in LINKS:  # links and addresses first: they hold names
            text = pattern.sub(word, text)
        text = self._schools.without(text)
        text = self._name.without(text)
        for pattern, word in OTHERS:
            text = pattern.sub(word, text)
        return text


def redact(text: str, *, name: str, email: str = "", phone: str = "", schools: Iterable[str] = ()) -> str:
    """The text with what identifies its writer replaced by words in brackets: [name], [e-mail], [telephone], [school], [year] ...

    `name`, `email` and `phone` are those of the application, `schools` any names to take out. Linear in the length of the text.
    """
    who = Identity(names=(name,), emails=(email,) if email else (), phones=(phone,) if phone else ())
    return Redactor(who, schools=schools, also_from=[text]).text(text)


def _cut(text: str, pattern: re.Pattern[str], word: str) -> str:
    """The text with the word in the places that the pattern finds in its folded form, which has the same places."""
    made, end = [], 0
    for found in pattern.finditer(fold(text)):
        made += [text[end : found.start()], word]
        end = found.end()
    return "".join([*made, text[end:]]) if made else text


_AT: Final = re.compile(
    rf"\b{HOSTS}(?:\.com|\.org)?/(?:in/|@)?([\w.-]{{4,60}})|\b(?:{HOSTS}|skype|telegram|discord)\s*[:|]\s*@?([\w.-]{{4,60}})",
    CASE,
)
_MAIL: Final = re.compile(r"([\w.+%-]{4,64})@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_CALLED: Final = re.compile(r"(?<![\w@/.])@([a-z_][\w.]{3,30})", CASE)
MOST_HANDLES: Final = 20


def _handles(text: str) -> list[str]:
    """What somebody is called at the sites and addresses that a text names; at most MOST_HANDLES."""
    found = [
        part for pattern in (_AT, _MAIL, _CALLED) for each in pattern.finditer(text) for part in each.groups() if part
    ]
    return list(dict.fromkeys(found))[:MOST_HANDLES]
