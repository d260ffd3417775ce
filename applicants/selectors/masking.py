"""What somebody who must not know whose it is may read of applications: texts and choices, masked. Nothing else leaves here.

A question that asks who somebody is, where they live, or when and where they studied is left out; what was answered to it is
taken out of the other answers and of the resume as well.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from applicants.documents.folding import fold
from applicants.documents.redacting import Identity, Redactor
from applicants.models import AnswerChange, Applicant, Application, Document, DocumentText
from applicants.screening.facts import forbidden
from applicants.selectors.applying import in_words
from applicants.selectors.forms import form_of
from cohorts.answers import QuestionSpec, asked
from cohorts.form_changes import ReadBlind
from cohorts.models import Question, University

READ: Final = 30_000
"""Characters of a resume that a reader gets: ten close pages."""
TEXTS: Final = frozenset({Question.Kind.LONG_TEXT, Question.Kind.SHORT_TEXT})
CHOICES: Final = frozenset({Question.Kind.YES_NO, Question.Kind.ONE_OF, Question.Kind.SOME_OF})
"""Numbers and days are shown to nobody who reads blind: they say how old somebody is, or when they studied."""
_TELLS: Final = re.compile(
    r"linkedin|github|gitlab|portfolio|website|web site|home page|social media|profile link"
    r"|\burls?\b|\blinks?\b|e-?mail|telephone|phone number"
    r"|\bcity\b|\btown\b|home town|hometown|which state|what state|what country|which country|which county|employer"
    r"|where do you work"
    r"|\bnombres?\b|apellidos?|correo|telefono|direccion|ciudad|codigo postal|estado civil|donde vives|donde vive|pais"
    r"|(?:que|cual|nombre de (?:la|tu|su)|en que) (?:escuela|universidad|colegio|instituto)|donde estudi|nacimiento|naciste|nacio"
    r"|\bedad\b|anos tienes|anos tiene|\bgenero\b|\bsexo\b|\braza\b|etnia|religion|discapacidad|veteran|pronombres|graduacion"
)
"""What a question that tells asks for, beside what `applicants.screening.facts` keeps from screening; folded."""
_NAMES: Final = re.compile(r"name|nombre|apellido|surname|called")
_LINKS: Final = re.compile(
    r"linkedin|github|gitlab|portfolio|website|web site|home page|social|profile"
    r"|\burls?\b|\blinks?\b|handle|username|user name"
)
_SCHOOLS: Final = re.compile(r"school|universit|college|alma|escuela|universidad|colegio|instituto|institut")


@dataclass(frozen=True)
class Passage:
    """A question and what stands there for it, masked."""

    question: str
    text: str


@dataclass(frozen=True)
class Masked:
    """What may be read of one application."""

    passages: tuple[Passage, ...] = ()
    choices: tuple[Passage, ...] = ()
    resume: str = ""
    redactor: Redactor = field(default_factory=lambda: Redactor(Identity()), repr=False, compare=False)
    """Takes the person out of any other text: what readers wrote of them."""


def tells(question: QuestionSpec) -> str:
    """Why a question is not shown to who reads blind, in words; the empty text where it is."""
    if why := forbidden(question):
        return why.partition(";")[0] + "."
    said = fold(f"{question.key.replace('_', ' ')} {question.label}")
    # What moves somebody is asked in long texts: there only its key, or a plain request, says that it asks who they are.
    if question.kind == Question.Kind.LONG_TEXT:
        said = fold(question.key.replace("_", " "))
    found = _TELLS.search(said)
    return f"“{question.label}” asks who somebody is ({found.group()})." if found else ""


def read_blind(question: QuestionSpec) -> ReadBlind:
    """What who reads blind gets of the answers to a question, in words for whoever writes the form."""
    if why := tells(question):
        return ReadBlind(False, f"Readers of a blind round do not see the answers. {why}")
    if question.kind in TEXTS:
        taken_out = "without names, addresses and schools, as well as rules can take them out"
        return ReadBlind(True, f"Readers of a blind round see the answers {taken_out}.")
    if question.kind in CHOICES:
        return ReadBlind(True, "Readers of a blind round see what was chosen, where their round shows choices.")
    why = "Numbers and days say how old somebody is, or when they studied."
    return ReadBlind(False, f"Readers of a blind round do not see the answers. {why}")


def with_identity(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The applications with what `mask` needs, by the same query: names before, records that are the same person, the resume."""
    same = Q(merged_into=OuterRef("applicant")) | Q(pk=OuterRef("applicant__merged_into"))
    same |= Q(merged_into=OuterRef("applicant__merged_into"))
    others = Applicant.objects.filter(same).order_by("pk")
    words = DocumentText.objects.filter(
        document__application=OuterRef("pk"),
        document__kind=Document.Kind.RESUME,
        document__state=Document.State.CLEAN,
    )
    before = AnswerChange.objects.filter(
        applicant=OuterRef("applicant"), application__isnull=True, key__in=("name", "phone")
    ).order_by("pk")
    return applications.select_related("applicant__user", "question_set", "university").annotate(
        mask_names=ArraySubquery(others.values("name")),
        mask_emails=ArraySubquery(others.filter(email__isnull=False).values("email")),
        mask_phones=ArraySubquery(others.values("phone")),
        mask_before=ArraySubquery(before.filter(key="name").values("old")),
        mask_phones_before=ArraySubquery(before.filter(key="phone").values("old")),
        mask_resume=Subquery(words.values(cut=Left(F("text"), READ))[:1]),
    )


def known_schools() -> list[str]:
    """The universities that the programme knows; one query."""
    return list(University.objects.order_by("name").values_list("name", flat=True))


def mask(
    application: Application,
    *,
    schools: Collection[str],
    choices: bool = False,
    resume: bool = False,
    blind: bool = True,
) -> Masked:
    """What may be read of an application that came from `with_identity`; `schools` are `known_schools()`. No query.

    Not blind: the texts as they were written. Questions that ask who somebody is are left out all the same.
    """
    answers = application.answers
    form = form_of(application.question_set)
    specs = form.by_key
    hidden = {key for key, spec in specs.items() if tells(spec)}
    open_to_all = {spec.key for spec in asked(form.specs, answers)} - hidden
    words = str(getattr(application, "mask_resume", None) or "")
    written = [str(answers[key]) for key in open_to_all if specs[key].kind in TEXTS and answers.get(key)]
    who = _identity(application, [(specs[key], answers[key]) for key in hidden if answers.get(key)])
    redactor = Redactor(who, schools=schools, also_from=[*written, words])
    clear = redactor.text if blind else str
    questions = [one for part in form.parts for one in part.questions if one.key in open_to_all]
    return Masked(
        tuple(
            Passage(one.said("label"), clear(str(answers[one.key])))
            for one in questions
            if one.kind in TEXTS and answers.get(one.key)
        ),
        tuple(
            Passage(one.said("label"), said)
            for one in questions
            if choices and one.kind in CHOICES and (said := in_words(one, answers.get(one.key)))
        ),
        clear(words) if resume else "",
        redactor,
    )


def for_second_reading(pk: int) -> list[Passage]:
    """Every answer of an application that tells nobody who it is, as a second reader gets it: numbers as well, texts masked.

    A second reader judges what a run judged, and the run saw the numbers. Two queries, and two for a form not read before.
    """
    application = with_identity(Application.objects.filter(pk=pk)).get()
    redactor = mask(application, schools=known_schools()).redactor
    form, answers = form_of(application.question_set), application.answers
    open_to_all = {
        spec.key for spec in asked(form.specs, answers) if not tells(spec) and spec.kind != Question.Kind.DATE
    }
    said = [
        (one, in_words(one, answers.get(one.key)))
        for part in form.parts
        for one in part.questions
        if one.key in open_to_all
    ]
    return [
        Passage(one.said("label"), redactor.text(words) if one.kind in TEXTS else words) for one, words in said if words
    ]


def _identity(application: Application, told: list[tuple[QuestionSpec, Any]]) -> Identity:
    """Everything that is known of who wrote an application. Demographics are not: nothing of them is read here."""
    applicant = application.applicant
    user = applicant.user
    names = [applicant.name, *(application.mask_names or ()), *(application.mask_before or ())]  # type: ignore[attr-defined]
    emails = [applicant.email, *(application.mask_emails or ())]  # type: ignore[attr-defined]
    phones = [applicant.phone, *application.mask_phones, *application.mask_phones_before]  # type: ignore[attr-defined]
    places: list[str] = []
    links: list[str] = []
    schools: list[str] = []
    if user is not None:
        names.append(user.name)
        emails.append(user.email)
    if university := application.university:
        schools += [university.name]
        places += [university.city, university.slug.replace("-", " ")]
    for spec, answer in told:
        if spec.kind not in TEXTS:
            continue
        said, text = fold(f"{spec.key.replace('_', ' ')} {spec.label}"), str(answer)
        if _SCHOOLS.search(said) or "studied" in said:
            schools.append(text)
        elif _LINKS.search(said):
            links += re.split(r"[\s,;]+", text)
        elif _NAMES.search(said) or "call you" in said:
            names.append(text)
        else:
            places += [text, *(part for part in re.split(r"[,;\n]+", text) if len(part.strip()) > 3)]
    return Identity(
        names=_given(names),
        emails=_given(emails),
        phones=_given(phones),
        schools=_given(schools),
        places=_given(places),
        links=_given(links),
    )


def _given(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value).strip() for value in values if value and str(value).strip()))
