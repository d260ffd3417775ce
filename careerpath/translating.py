"""The catalogue of Spanish: what must be in it, put in and compiled. For developers and tests: polib is theirs.

    bin/translate                  put in what is new (without words yet), say what still has none, compile
    bin/translate fill FILE.json   put in words: {"English": "español", "%(n)s day": ["%(n)s día", "%(n)s días"]}
    bin/translate prune            take out what no page says any more

How and why: docs/translating.md.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polib  # type: ignore[import-untyped]
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parent.parent
PO: Final = ROOT / "locale/es/LC_MESSAGES/django.po"
TEMPLATES: Final = (
    "templates/*.html",
    "templates/account/**/*",
    "templates/accounts/**/*",
    "templates/allauth/**/*",
    "templates/applicants/**/*",
    "templates/bootcamp/_support.html",
    "templates/bootcamp/_transcript.html",
    "templates/bootcamp/check.html",
    "templates/bootcamp/check_paste.html",
    "templates/bootcamp/check_unknown.html",
    "templates/bootcamp/learner/*",
    "templates/bootcamp/my_certificate.html",
    "templates/bootcamp/my_track.html",
    "templates/bootcamp/own_check_in.html",
    "templates/bootcamp/_attempts.html",
    "templates/bootcamp/_form_errors.html",
    "templates/bootcamp/_how_to_keep.html",
    "templates/bootcamp/_kept_badge.html",
    "templates/bootcamp/_last_mile.html",
    "templates/cohorts/**/*",
    "templates/mentorship/_actions.html",
    "templates/mentorship/_check_ins.html",
    "templates/mentorship/_concern.html",
    "templates/mentorship/_concern_badge.html",
    "templates/mentorship/_concerns.html",
    "templates/mentorship/_confirm.html",
    "templates/mentorship/_contact.html",
    "templates/mentorship/_form_base.html",
    "templates/mentorship/_goals.html",
    "templates/mentorship/_line.html",
    "templates/mentorship/_meetings.html",
    "templates/mentorship/_plan.html",
    "templates/mentorship/_session.html",
    "templates/mentorship/_tap.html",
    "templates/mentorship/check_in.html",
    "templates/mentorship/concern_new.html",
    "templates/mentorship/concern_own.html",
    "templates/mentorship/goal.html",
    "templates/mentorship/meeting.html",
    "templates/mentorship/meeting_new.html",
    "templates/mentorship/mine.html",
    "templates/mentorship/mine_empty.html",
    "templates/mentorship/own/*",
    "templates/mfa/**/*",
    "templates/partials/**/*",
    "templates/placements/_evaluation_answers.html",
    "templates/placements/own/*",
    "templates/placements/profile/*",
    "templates/placements/yearly.html",
    "templates/reports/self_identify.html",
    "templates/reviews/own_give_back.html",
    "templates/reviews/own_interview.html",
    "templates/reports/class.html",
    "templates/reports/_public_share.html",
    "templates/ui/**/*",
)
PYTHON: Final = (
    "applicants/**/*.py",
    "careerpath/**/*.py",
    "cohorts/**/*.py",
    "*/selectors/own_data.py",
    "placements/kinds.py",
    "placements/lifecycle.py",
    "mentorship/selectors/own_link.py",
    "placements/forms_own.py",
    "placements/models/documents.py",
    "placements/models/evaluation.py",
    "placements/models/evidence.py",
    "placements/models/onboarding.py",
    "placements/mounted_evaluations.py",
    "placements/selectors/interviews.py",
    "placements/selectors/own.py",
    "placements/services/offers.py",
    "placements/services/onboarding.py",
    "placements/views/own.py",
    "placements/forms_profile.py",
    "placements/models/profile.py",
    "placements/models/yearly.py",
    "placements/forms_yearly.py",
    "placements/mounted_matching.py",
    "placements/selectors/own_data_yearly.py",
    "placements/services/yearly.py",
    "placements/views/yearly.py",
    "placements/mounted_profile.py",
    "placements/selectors/own_data_evaluations.py",
    "placements/selectors/own_data_profile.py",
    "placements/selectors/own_profile.py",
    "placements/selectors/proofs.py",
    "placements/views/profile.py",
    "bootcamp/forms/certificates.py",
    "bootcamp/forms/last_mile.py",
    "bootcamp/forms/learner.py",
    "bootcamp/lifecycle.py",
    "bootcamp/models/certification.py",
    "bootcamp/models/levels.py",
    "bootcamp/models/marking.py",
    "bootcamp/models/surveys.py",
    "bootcamp/papers/__init__.py",
    "bootcamp/selectors/calendars.py",
    "bootcamp/selectors/learning.py",
    "bootcamp/selectors/missing.py",
    "bootcamp/selectors/own_last_mile.py",
    "bootcamp/selectors/own_study.py",
    "bootcamp/selectors/submissions.py",
    "bootcamp/services/checking_in.py",
    "bootcamp/services/submitting.py",
    "bootcamp/services/surveying.py",
    "bootcamp/views/check_in.py",
    "bootcamp/views/learner*.py",
    "bootcamp/views/my_track.py",
    "mentorship/forms_goals.py",
    "mentorship/forms_pairing.py",
    "mentorship/forms_work.py",
    "mentorship/lifecycle.py",
    "mentorship/models/escalation.py",
    "mentorship/models/goals.py",
    "mentorship/models/work.py",
    "mentorship/selectors/invitations.py",
    "mentorship/selectors/own_data_pairing.py",
    "mentorship/selectors/own_data_work.py",
    "mentorship/services/checking_in.py",
    "mentorship/services/escalating.py",
    "mentorship/services/following.py",
    "mentorship/services/goals.py",
    "mentorship/services/meetings.py",
    "mentorship/services/pairing.py",
    "mentorship/services/wishes.py",
    "mentorship/services/working.py",
    "mentorship/views/both.py",
    "mentorship/views/concerns.py",
    "mentorship/views/meetings.py",
    "mentorship/views/own_pairing.py",
    "reviews/forms_slots.py",
    "reviews/own_links.py",
    "reviews/services/interviews.py",
    "reviews/templatetags/slots.py",
    "reviews/views/own_interview.py",
    "reports/exporting/sheet.py",
    "reports/forms/self_identification.py",
    "reports/views_about_you.py",
    "reports/views_public.py",
)
NOT_PUBLIC: Final = (
    # Pages of staff, which are in English.
    "templates/accounts/demo_mail.html",
    "templates/cohorts/builder/*",
    "templates/cohorts/editing/*",
    "templates/applicants/holds.html",
    "templates/reviews/_hand_back.html",
    "templates/reviews/_keys.html",
    "templates/reviews/_others.html",
    "templates/reviews/_points.html",
    "templates/reviews/_scorecard.html",
    "templates/reviews/_standings.html",
    "templates/reviews/done.html",
    "templates/reviews/own_measure.html",
    "templates/reviews/read.html",
    "templates/reviews/sheet.html",
    "templates/applicants/second_reading*",
    "templates/ui/look.html",
    "templates/ui/_bar_chart.html",
    "templates/ui/_progress.html",
    # Names of fields and states that only staff see.
    "applicants/forms/fairness.py",
    "applicants/models/deciding.py",
    "applicants/models/duplicates.py",
    "applicants/models/fairness.py",
    "applicants/models/importing.py",
    "applicants/models/letters.py",
    "applicants/models/listing.py",
    "applicants/models/operations.py",
    "applicants/models/outgoing.py",
    "applicants/models/screening.py",
    "applicants/selectors/filters.py",
    "applicants/migrations/*",
    "careerpath/accounts/admin.py",
    "careerpath/translating.py",
    "cohorts/admin.py",
    "cohorts/migrations/*",
)
"""What everybody who is not staff can see is in the catalogue; the rest stays English."""

Key = tuple[str, str, str]
"""Context, English, English for many; the first and the last are empty where there is none."""

_CALLS: Final = {
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
    "said_later": ("msgid",),  # plain Python marks what its caller translates
}
_LITERAL: Final = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_IN_TEMPLATE: Final = re.compile(rf"\b(_|n?p?gettext)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?(?:\s*,\s*{_LITERAL})?")
_HOLE: Final = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")


@dataclass(frozen=True)
class Places:
    """Where the strings are looked for."""

    root: Path = ROOT

    def files(self, patterns: tuple[str, ...]) -> list[Path]:
        """The files that patterns mean, in order, without those of staff."""
        found = {path for pattern in patterns for path in self.root.glob(pattern) if path.is_file()}
        return sorted(path for path in found if not any(path.relative_to(self.root).match(each) for each in NOT_PUBLIC))

    def templates(self) -> list[Path]:
        """The templates of pages and mails that are not staff's."""
        return [path for path in self.files(TEMPLATES) if path.suffix in (".html", ".txt")]

    def python(self) -> list[Path]:
        """The modules whose words are not staff's."""
        return self.files(PYTHON)


def all_keys(places: Places | None = None) -> dict[Key, str]:
    """Every string that must be in the catalogue, with the first file it stands in."""
    places = places or Places()
    found: dict[Key, str] = {}
    for path in places.templates():
        for key in in_template(path.read_text(encoding="utf-8")):
            found.setdefault(key, str(path.relative_to(places.root)))
    for path in places.python():
        for key in in_python(path.read_text(encoding="utf-8")):
            found.setdefault(key, str(path.relative_to(places.root)))
    return found


def in_template(source: str) -> Iterator[Key]:
    """The strings of a template's translate tags and `_("...")`."""
    for call in _IN_TEMPLATE.finditer(templatize(source)):
        name, *literals = call.groups()
        yield _key(name if name != "_" else "gettext", [ast.literal_eval(each) for each in literals if each])


def in_python(source: str) -> Iterator[Key]:
    """The strings that a module marks for translation."""
    if "django.utils.translation" not in source and "said_later" not in source:
        return
    tree = ast.parse(source)
    names: dict[str, str] = {"said_later": "said_later"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {each.asname or each.name: each.name for each in node.names if each.name in _CALLS}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if (name := names.get(name, "")) == "":
            continue
        literals = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if len(literals) >= len(_CALLS[name]):
            yield _key(name, literals)


def _key(name: str, literals: list[str]) -> Key:
    parts = dict(zip(_CALLS[name], literals, strict=False))
    return parts.get("context", ""), parts["msgid"], parts.get("plural", "")


def catalogue(path: Path = PO) -> polib.POFile:
    """The catalogue as it is written."""
    if path.exists():
        return polib.pofile(str(path), wrapwidth=0)
    made = polib.POFile(wrapwidth=0)
    made.metadata = {
        "Language": "es",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return made


def key_of(entry: polib.POEntry) -> Key:
    """The key of an entry."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def words_of(entry: polib.POEntry) -> list[str]:
    """The Spanish of an entry: one text, or one for each number."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problems(entry: polib.POEntry) -> list[str]:
    """What is wrong with an entry; empty where it can be shown."""
    said = words_of(entry)
    if entry.fuzzy or not all(said):
        return ["has no Spanish"]
    found = []
    for number, words in enumerate(said):
        english = entry.msgid_plural if entry.msgid_plural and number else entry.msgid
        # The one of "one day" may say "one" without its number, in either language.
        holes, theirs = holes_in(english), holes_in(words)
        if theirs != holes and not (entry.msgid_plural and theirs <= holes_in(entry.msgid_plural) and number == 0):
            found.append(f"has {sorted(theirs)} where the English has {sorted(holes)}: {words!r}")
        if english.startswith("\n") != words.startswith("\n") or english.endswith("\n") != words.endswith("\n"):
            found.append("begins or ends with a line break in one language only")
    return found


def holes_in(text: str) -> set[str]:
    """The placeholders of a text, as they are written."""
    return {found[0] for found in _HOLE.finditer(text.replace("%%", ""))}


def save(book: polib.POFile, path: Path = PO) -> None:
    """Write the catalogue in one order, one line for one line of text, and compile it."""
    book.sort(key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))
    book.save_as_mofile(str(path.with_suffix(".mo")))


def put_in_what_is_new(book: polib.POFile) -> int:
    """Put in the strings that pages have and the catalogue has not, without words; how many."""
    known = {key_of(entry) for entry in book}
    new = [key for key in all_keys() if key not in known]
    for context, msgid, plural in new:
        entry = polib.POEntry(msgid=msgid, msgctxt=context or None, msgid_plural=plural)
        if plural:
            entry.msgstr_plural = {0: "", 1: ""}
        if _HOLE.search(msgid) and "%(" in msgid:
            entry.flags = ["python-format"]
        book.append(entry)
    return len(new)


def fill(book: polib.POFile, words: dict[str, Any]) -> list[str]:
    """Put words in by their English (of one; "context|English" where there is a context); what is not in the catalogue."""
    by_english = {(f"{each.msgctxt}|" if each.msgctxt else "") + each.msgid: each for each in book}
    unknown = []
    for english, spanish in words.items():
        if (entry := by_english.get(english)) is None:
            unknown.append(english)
        elif entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate([spanish, spanish] if isinstance(spanish, str) else spanish))
        else:
            entry.msgstr = spanish
    return unknown


def prune(book: polib.POFile) -> int:
    """Take out what no page says any more; how many."""
    said = all_keys()
    gone = [entry for entry in book if key_of(entry) not in said]
    for entry in gone:
        book.remove(entry)
    return len(gone)


def main(arguments: list[str]) -> int:
    """The command; returns 1 where something has no Spanish or words that do not fit."""
    book = catalogue()
    new = put_in_what_is_new(book)
    match arguments:
        case ["fill", file]:
            for english in fill(book, json.loads(Path(file).read_text(encoding="utf-8"))):
                _say(f"not in the catalogue: {english!r}")
        case ["prune"]:
            _say(f"{prune(book)} taken out")
        case []:
            pass
        case _:
            _say(str(__doc__))
            return 2
    save(book)
    said, wrong = all_keys(), 0
    for entry in book:
        for problem in problems(entry) if key_of(entry) in said else []:
            wrong += 1
            _say(f"{said[key_of(entry)]}: {entry.msgid!r} {problem}")
    _say(f"{len(book)} strings, {new} of them new, {wrong} to mend")
    return 1 if wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
