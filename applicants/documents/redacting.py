"""Taking out of a text what says whose it is, as well as rules can. A best effort, said as such where it is shown: a sentence can
tell who somebody is in ways that no rule finds.

What goes: the parts of the name, e-mail addresses, telephone numbers, links and handles, schools, street addresses, postcodes,
years, birth dates, ages, and words that give away a gender. Each leaves a word in square brackets, so that the sentence can be
read.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

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
SCHOOLS: Final = _rules(
    "[school]",
    r"\b(?:University|College|Institute|School|Universidad|Instituto|Colegio|Escuela)\s(?:of|de|del|for)\s(?:the\s|la\s|las\s|los\s)?"
    r"[A-ZÁÉÍÓÚÑ][\w.'-]*(?:,?\s(?:of|and|at|in|de|y|[A-ZÁÉÍÓÚÑ][\w.'-]*)){0,4}",
    r"\b(?:[A-ZÁÉÍÓÚÑ][\w.&'-]*\s){1,4}(?:University|College|Institute of Technology|Polytechnic|Seminary|High School|Academy)\b",
    r"\b(?:Universidad|Instituto|Colegio)\s[A-ZÁÉÍÓÚÑ][\w.'-]*(?:\s[A-ZÁÉÍÓÚÑ][\w.'-]*){0,4}",
    flags=0,
)
"""How schools are called; those that a programme knows by name are given to `redact` besides."""
PARTICLES: Final = frozenset(
    {"al", "bin", "da", "das", "de", "del", "den", "der", "do", "dos", "du", "e", "el", "ii", "iii", "jr", "la", "las"}
    | {"le", "los", "san", "santa", "sr", "st", "ter", "van", "von", "y"}
)
"""Parts of names that are everyday words: they go only as part of a whole name."""
WORDS: Final = frozenset(
    {
        "april",
        "art",
        "baker",
        "banks",
        "bill",
        "black",
        "brown",
        "bush",
        "carter",
        "case",
        "cook",
        "dean",
        "faith",
        "field",
    }
    | {
        "fisher",
        "grace",
        "grant",
        "green",
        "hall",
        "hill",
        "hope",
        "hunter",
        "joy",
        "june",
        "king",
        "long",
        "major",
        "mark",
    }
    | {
        "mason",
        "may",
        "miller",
        "north",
        "page",
        "price",
        "rose",
        "short",
        "smith",
        "summer",
        "taylor",
        "west",
        "white",
    }
    | {"will", "wood", "woods", "young"}
)
"""Names that are everyday words, too: taken out only where they are written with a capital."""


def redact(text: str, *, name: str, email: str = "", phone: str = "", schools: Iterable[str] = ()) -> str:
    """The text with what identifies its writer replaced by words in brackets: [name], [e-mail], [telephone], [school], [year] ...

    `name`, `email` and `phone` are those of the application, `schools` any names to take out. Linear in the length of the text.
    """
    text = unicodedata.normalize("NFC", text)
    if email:
        text = re.sub(re.escape(email), "[e-mail]", text, flags=CASE)
    if len(digits := re.sub(r"\D", "", phone)) >= 6:
        loose = r"[\s().+/-]{0,3}".join(digits)
        text = re.sub(rf"(?<!\d)(?:\+\d{{1,3}}[\s.-]?)?\(?{loose}(?!\d)", "[telephone]", text)
    for school in sorted((each for each in schools if len(each.strip()) > 3), key=len, reverse=True):
        text = re.sub(_loose(school), "[school]", text, flags=CASE)
    for pattern, word in (*LINKS, *SCHOOLS):  # links and addresses first: they hold names
        text = pattern.sub(word, text)
    text = _without_name(text, name, email)
    for pattern, word in OTHERS:
        text = pattern.sub(word, text)
    return re.sub(r"\[name\](?:[\s,.]{1,3}\[name\])+", "[name]", text)


def _without_name(text: str, name: str, email: str) -> str:
    """The text without the name as a whole and without each part of it, with or without accents, in small letters or capitals."""
    parts = [part for part in re.split(r"[\s,.]+", name) if part]
    if len(parts) > 1:
        text = re.sub(_loose(" ".join(parts)), "[name]", text, flags=CASE)
        text = re.sub(_loose(" ".join([*parts[1:], parts[0]])), "[name]", text, flags=CASE)
    pieces = {piece for part in parts for piece in (part, *re.split(r"[-'’]", part))}
    pieces |= {piece for piece in re.split(r"[\W\d_]+", email.partition("@")[0]) if len(piece) > 3}
    for piece in sorted(pieces, key=len, reverse=True):
        lower = _plain(piece).lower()
        if len(lower) < 2 or lower in PARTICLES:
            continue
        if lower in WORDS:
            text = re.sub(
                rf"(?<!\w)(?:{re.escape(piece.capitalize())}|{re.escape(piece.upper())})(?!\w)", "[name]", text
            )
        else:
            text = re.sub(rf"(?<!\w){_letters(piece)}(?:['’]s)?(?!\w)", "[name]", text, flags=CASE)
    return text


def _loose(words: str) -> str:
    """A pattern for words in this order, with anything but letters between them."""
    return r"(?<!\w)" + r"[\W_]{1,3}(?:\w\.\s?)?".join(_letters(word) for word in words.split()) + r"(?!\w)"


def _letters(word: str) -> str:
    """A pattern for a word that finds it with and without accents."""
    both = ((char, _plain(char)) for char in word)
    return "".join(re.escape(char) if plain in ("", char) else f"[{char}{plain}]" for char, plain in both)


def _plain(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
