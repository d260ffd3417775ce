"""What differs between two versions of a form, in words. Plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cohorts.building.shape import FormShape, QuestionShape, SectionShape, limits_of, say_conditions

LANGUAGES = {"es": "Spanish"}
RESUMES = {"optional": "may be attached", "required": "must be attached", "not_asked": "is not asked for"}


@dataclass(frozen=True)
class Line:
    """One thing that changed: what, and how it was and is (empty: it was not there, or is not any more)."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Change:
    """What became of one question or section. `kind` is asked newly, no longer asked, or changed."""

    kind: str
    title: str
    key: str = ""
    lines: tuple[Line, ...] = ()
    narrows: bool = False
    """Whether an answer that fitted before may not fit now."""


ADDED, REMOVED, CHANGED = "asked newly", "no longer asked", "changed"


@dataclass(frozen=True)
class Differences:
    """Everything that differs: of questions in the order of the new version (what is gone at the end), and of sections."""

    questions: tuple[Change, ...] = ()
    sections: tuple[Change, ...] = ()
    settings: tuple[Line, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.questions or self.sections or self.settings)

    def keys(self, kind: str) -> list[str]:
        """The keys of the questions of which this became."""
        return [change.key for change in self.questions if change.kind == kind]

    @property
    def say(self) -> str:
        """All in one line: 2 asked newly, 1 no longer asked, 3 changed."""
        counts = [(len(self.keys(kind)), kind) for kind in (ADDED, REMOVED, CHANGED)]
        parts = [f"{count} {kind}" for count, kind in counts if count]
        if self.sections:
            parts.append(f"{len(self.sections)} {'section' if len(self.sections) == 1 else 'sections'} different")
        parts += [f"a resume {line.after}" for line in self.settings]
        return ", ".join(parts) + "." if parts else "Nothing differs."


def differences(before: FormShape, after: FormShape) -> Differences:
    """What differs from one version to another. Questions are the same where their key is."""
    old, new = before.by_key, after.by_key
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    questions: list[Change] = []
    for key, question in new.items():
        if key not in old:
            first = [Line("must be answered")] if question.required else []
            questions.append(Change(ADDED, question.label, key, (*first, *_shown(question, new))))
        elif lines := tuple(_lines(old[key], question, before, after, key in moved)):
            questions.append(Change(CHANGED, question.label, key, lines, narrows=_narrows(old[key], question)))
    questions += [Change(REMOVED, question.label, key) for key, question in old.items() if key not in new]
    settings = (
        (Line("a resume", RESUMES[before.resume], RESUMES[after.resume]),) if before.resume != after.resume else ()
    )
    return Differences(tuple(questions), tuple(_sections(before, after)), settings)


def _shown(question: QuestionShape, known: Mapping[str, QuestionShape]) -> list[Line]:
    return [Line("shown only if", "", said)] if (said := say_conditions(question.show_if, known)) else []


def _lines(old: QuestionShape, new: QuestionShape, before: FormShape, after: FormShape, moved: bool) -> Iterable[Line]:
    if old.label != new.label:
        yield Line("the question", old.label, new.label)
    if old.help != new.help:
        yield Line("help", old.help, new.help)
    if old.kind != new.kind:
        yield Line("kind", old.kind.replace("_", " "), new.kind.replace("_", " "))
    if old.required != new.required:
        words = {True: "must be answered", False: "may be left out"}
        yield Line("answer", words[old.required], words[new.required])
    was, now = dict(limits_of(old)), dict(limits_of(new))
    for what in [*was, *(each for each in now if each not in was)]:
        if was.get(what) != now.get(what):
            yield Line(f"limit, {what}", was.get(what, "none"), now.get(what, "none"))
    yield from _option_lines(old, new)
    conditions = say_conditions(old.show_if, before.by_key), say_conditions(new.show_if, after.by_key)
    if conditions[0] != conditions[1]:
        yield Line("shown only if", conditions[0] or "always shown", conditions[1] or "always shown")
    titles = [{each.slug: each.title for each in form.sections} for form in (before, after)]
    if old.section != new.section:
        yield Line("section", titles[0].get(old.section, ""), titles[1].get(new.section, ""))
    elif moved:
        yield Line("its place in the order")
    yield from _said_lines(old.translations, new.translations)


def _option_lines(old: QuestionShape, new: QuestionShape) -> Iterable[Line]:
    was, now = dict(old.options), dict(new.options)
    for value, label in was.items():
        if value not in now:
            yield Line("no longer offered", label)
        elif now[value] != label:
            yield Line(f"option {value}", label, now[value])
    for value, label in now.items():
        if value not in was:
            yield Line("newly offered", "", label)
    if [value for value in was if value in now] != [value for value in now if value in was]:
        yield Line("the order of the options")


def _said_lines(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Line]:
    for language in sorted({*old, *new}):
        if old.get(language, {}) != new.get(language, {}):
            yield Line(f"words in {LANGUAGES.get(language, language)}")


def _narrows(old: QuestionShape, new: QuestionShape) -> bool:
    """Whether an answer that fitted the old question may not fit the new one."""
    if old.kind != new.kind or set(dict(old.options)) - set(dict(new.options)):
        return True
    lower = ((old.max_length, new.max_length), (old.max_words, new.max_words), (old.maximum, new.maximum))
    if any(after is not None and (before is None or after < before) for before, after in lower):
        return True
    if new.latest is not None and (old.latest is None or new.latest < old.latest):
        return True
    if new.minimum is not None and (old.minimum is None or new.minimum > old.minimum):
        return True
    return new.earliest is not None and (old.earliest is None or new.earliest > old.earliest)


def _moved(old: list[str], new: list[str]) -> set[str]:
    """What stands elsewhere among what both have: all but the longest run that kept its order."""
    places = {key: place for place, key in enumerate(old)}
    best: list[list[str]] = []
    for key in new:
        longest = max((run for run in best if places[run[-1]] < places[key]), key=len, default=[])
        best.append([*longest, key])
    kept = max(best, key=len, default=[])
    return set(new) - set(kept)


def _sections(before: FormShape, after: FormShape) -> Iterable[Change]:
    old, new = ({each.slug: each for each in form.sections} for form in (before, after))
    moved = _moved([slug for slug in old if slug in new], [slug for slug in new if slug in old])
    for slug, section in new.items():
        if slug not in old:
            yield Change("a new section", section.title, slug)
        elif lines := tuple(_section_lines(old[slug], section, before, after, slug in moved)):
            yield Change(CHANGED, section.title, slug, lines)
    for slug, section in old.items():
        if slug not in new:
            yield Change("a section less", section.title, slug)


def _section_lines(
    old: SectionShape, new: SectionShape, before: FormShape, after: FormShape, moved: bool
) -> Iterable[Line]:
    if old.title != new.title:
        yield Line("title", old.title, new.title)
    if old.intro != new.intro:
        yield Line("introduction", old.intro, new.intro)
    conditions = say_conditions(old.show_if, before.by_key), say_conditions(new.show_if, after.by_key)
    if conditions[0] != conditions[1]:
        yield Line("shown only if", conditions[0] or "always shown", conditions[1] or "always shown")
    if moved:
        yield Line("its place in the order")
    yield from _said_lines(old.translations, new.translations)
