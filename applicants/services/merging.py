"""Making two records of one person one, and taking that back completely.

The kept record takes over the applications to other classes, and the account where it has none; of two applications to one class
the merged record's becomes “merged into another” and stays where it is, with its readings, documents, tags and letters. Answers
stay as they were sent. `Merge.record` holds which rows were touched (ids, no name and no address); `undo_merge` puts them back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from applicants.leaving import tell_back, tell_ended
from applicants.lifecycle import APPLICATION
from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Applicant, Application, Decision, DuplicatePair, Letter, Merge
from applicants.services.bell import ring
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import move_many, undo_many
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort

_ENDED: Final = frozenset({S.WITHDRAWN, S.DUPLICATE})
_LETTER: Final = "Its application was merged into another of the same person."


class MergeRefused(ValueError):
    """Why two records cannot be merged, told apart, or separated again; the message is the reason in words."""


@dataclass(frozen=True)
class Plan:
    """What a merge will do: applications that move to the kept record, and of each class applied to twice (ends, goes on)."""

    moving: list[Application]
    twice: list[tuple[Application, Application]]


def check_can_decide(pair: DuplicatePair) -> None:
    """Raise MergeRefused where somebody has said already what these two are; needs `decided_by`."""
    if pair.verdict:
        said = DuplicatePair.Verdict(pair.verdict).label
        raise MergeRefused(f"{pair.decided_by} has decided this already: {said}.")


def plan_of(keep: Applicant, away: Applicant) -> Plan:
    """What merging `away` into `keep` will do; one query. Raises MergeRefused where it cannot be done, with the reason in words."""
    return _plan(keep, away, _applications(keep, away))


@transaction.atomic
def merge(pair: DuplicatePair, *, keep: Applicant, by: User) -> Merge:
    """Make the two records of a pair one: `keep` stands for the person from now on. Raises MergeRefused.

    A constant number of statements and a few for each class applied to twice. Of two people who do it at once the second is told
    what the first did.
    """
    if keep.pk not in (pair.first_id, pair.second_id):
        raise MergeRefused("Keep one of the two that stand here.")
    _lock_applications(pair.first_id, pair.second_id)
    locked = DuplicatePair.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=pair.pk)
    check_can_decide(locked)
    people = Applicant.objects.select_for_update().order_by("pk").in_bulk([pair.first_id, pair.second_id])
    kept, away = people[keep.pk], people[pair.second_id if keep.pk == pair.first_id else pair.first_id]
    plan = _plan(kept, away, _applications(kept, away))
    done = Merge(kept=kept, merged=away, by=by, at=clock.now(), batch=uuid4())
    done.record = {
        "pair": pair.pk,
        "moved": [each.pk for each in plan.moving],
        "twice": {str(ends.pk): stays.pk for ends, stays in plan.twice},
        **_end(plan, done),
        **_join_people(kept, away),
    }
    Application.objects.filter(pk__in=done.record["moved"]).update(applicant=kept)
    tell_ended(done.record["ended"])
    done.save()
    locked.verdict, locked.decided_by, locked.decided_at = DuplicatePair.Verdict.SAME, by, done.at
    locked.save(update_fields=["verdict", "decided_by", "decided_at"])
    transaction.on_commit(partial(_look_again, [kept.pk, away.pk]))
    return done


def check_can_undo(merge: Merge) -> None:
    """Raise MergeRefused where a merge cannot be taken back: undone before, or others build on it. Two queries."""
    if merge.undone_at:
        raise MergeRefused(f"{merge.undone_by} has separated them again already, {say_moment(merge.undone_at)}.")
    standing = Merge.objects.filter(undone_at__isnull=True, pk__gt=merge.pk).select_related("kept", "merged")
    later = list(standing.filter(Q(kept=merge.kept_id) | Q(merged=merge.kept_id)).order_by("-pk"))
    if later:
        told = "; ".join(f"{each.merged} (number {each.merged_id}) into {each.kept} ({each.kept_id})" for each in later)
        raise MergeRefused(f"More was merged since: {told}. Separate those first, the latest in front.")
    moved = Application.objects.filter(pk__in=merge.record["moved"], applicant=merge.kept_id).values("cohort")
    again = Application.objects.filter(applicant=merge.merged_id, cohort__in=moved).select_related("cohort")
    if blocking := [f"application {each.pk} to {each.cohort}" for each in again]:
        raise MergeRefused(f"The merged record has applied again since: {', '.join(blocking)}.")


def can_undo(merge: Merge) -> bool:
    """Whether a merge can be taken back now."""
    try:
        check_can_undo(merge)
    except MergeRefused:
        return False
    return True


@transaction.atomic
def undo_merge(merge: Merge, *, by: User) -> Merge:
    """Make them two again, as they were: accounts, addresses, applications, statuses, pending decisions, letters, the open pair.

    What somebody changed since stays, and is named in words in `record["left"]`. Raises MergeRefused where it cannot be done.
    """
    _lock_applications(merge.kept_id, merge.merged_id)
    locked = Merge.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=merge.pk)
    people = Applicant.objects.select_for_update().order_by("pk").in_bulk([locked.kept_id, locked.merged_id])
    check_can_undo(locked)
    record, left = locked.record, list[str]()
    left += _part_people(people[locked.kept_id], people[locked.merged_id], record)
    mine = Application.objects.filter(pk__in=record["moved"], applicant=locked.kept_id)
    if gone := set(record["moved"]).difference(mine.values_list("pk", flat=True)):
        left += [f"Application {pk} belongs to somebody else by now." for pk in sorted(gone)]
    mine.update(applicant=locked.merged_id)
    back = undo_many(Application, batch=locked.batch, by=by, reason="Separated again: two people.")
    left += [f"Application {pk}: {why}" for pk, why in back.skipped.items()]
    left += _revive(record, back.moved)
    tell_back(back.moved)
    DuplicatePair.objects.filter(pk=record["pair"], verdict=DuplicatePair.Verdict.SAME).update(
        verdict="", decided_by=None, decided_at=None
    )
    locked.undone_by, locked.undone_at = by, clock.now()
    locked.record = {**record, "left": left, "undone_batch": str(back.batch)}
    locked.save(update_fields=["undone_by", "undone_at", "record"])
    transaction.on_commit(partial(_look_again, [locked.kept_id, locked.merged_id]))
    return locked


def _look_again(applicant_ids: list[int]) -> None:
    ring("applicants.tasks.find_duplicates_of", [[applicant_ids]])


def _lock_applications(*applicants: int) -> None:
    """The classes, then the applications in the order of their ids, as a release does: neither waits for the other in a ring."""
    inside = Application.objects.filter(applicant__in=applicants).order_by()
    cohorts = Cohort.objects.filter(pk__in=inside.values("cohort")).order_by("pk").select_for_update(no_key=True)
    list(cohorts.values_list("pk", flat=True))
    list(inside.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _applications(*people: Applicant) -> list[Application]:
    return list(
        Application.objects.filter(applicant__in=people).select_related("cohort").defer("answers").order_by("pk")
    )


def _plan(keep: Applicant, away: Applicant, applications: Iterable[Application]) -> Plan:
    for person in (keep, away):
        if person.merged_into_id is not None:
            raise MergeRefused(f"{person} was merged into another record already (number {person.merged_into_id}).")
    stays = {each.cohort_id: each for each in applications if each.applicant_id == keep.pk}
    plan = Plan([], [])
    for each in applications:
        if each.applicant_id == away.pk and each.cohort_id not in stays:
            plan.moving.append(each)
        elif each.applicant_id == away.pk:
            plan.twice.append((each, stays[each.cohort_id]))
    refusals = [why for ends, goes_on in plan.twice if (why := _why_not(ends, goes_on))]
    if refusals:
        raise MergeRefused(" ".join(refusals))
    return plan


def _why_not(ends: Application, goes_on: Application) -> str:
    """Why of two applications to one class this one cannot end in the other, in words; empty where it can."""
    where, word = ends.cohort, APPLICATION.labels
    if ends.status not in {*_ENDED, S.DRAFT} and goes_on.status in {*_ENDED, S.DRAFT}:
        return (
            f"{where}: the application you would keep is “{word[goes_on.status]}”, and the one that would end is "
            f"“{word[ends.status]}”. Keep the other record."
        )
    if ends.status in {S.DRAFT, S.DUPLICATE} or APPLICATION.is_legal(ends.status, S.DUPLICATE):
        return ""
    other = APPLICATION.is_legal(goes_on.status, S.DUPLICATE)
    advice = "Keep the other record." if other else "Both were decided: a person has to sort that out with them first."
    return f"{where}: one of the two is “{word[ends.status]}” already, which a merge does not undo. {advice}"


def _end(plan: Plan, done: Merge) -> dict[str, Any]:
    """End the applications of classes applied to twice: status, pending decisions, letters that wait."""
    ending = [ends.pk for ends, _ in plan.twice if ends.status != S.DUPLICATE]
    drafts = Application.objects.filter(pk__in=[ends.pk for ends, _ in plan.twice if ends.status == S.DRAFT])
    said: dict[str, Any] = {"by": done.by, "batch": done.batch, "at": done.at}
    move_many(drafts, to=S.WITHDRAWN, reason="A draft beside another application of the same person.", **said)
    for ends, stays in plan.twice:
        if ends.pk in ending:
            reason = f"The same person: application {stays.pk} goes on."
            result = move_many(Application.objects.filter(pk=ends.pk), to=S.DUPLICATE, reason=reason, **said)
            if result.skipped:
                raise MergeRefused(result.skipped[ends.pk])
    pending = Decision.objects.filter(Decision.PENDING, application__in=ending)
    dropped = list(pending.values_list("pk", flat=True))
    Decision.objects.filter(pk__in=dropped).update(dropped_at=done.at, dropped_by=done.by)
    waiting = Letter.objects.filter(application__in=ending, next_try_at__isnull=False, claimed_at__isnull=True)
    letters = {
        str(pk): {"next_try_at": _written(at), "problem": problem}
        for pk, at, problem in waiting.select_for_update().values_list("pk", "next_try_at", "problem")
    }
    Letter.objects.filter(pk__in=[int(pk) for pk in letters]).update(
        cancelled_at=done.at, next_try_at=None, problem=_LETTER
    )
    return {"ended": ending, "dropped": dropped, "letters": letters}


def _revive(record: dict[str, Any], back: list[int]) -> list[str]:
    """Decisions that were pending and letters that waited, of the applications that came back; in words, what stays as it is."""
    returned = set(back)
    decisions = Decision.objects.filter(pk__in=record["dropped"])
    ours = decisions.filter(application__in=returned, release__isnull=True)
    newer = Decision.objects.filter(Decision.PENDING, application__in=returned).values("application")
    revived = ours.exclude(application__in=newer).values_list("pk", flat=True)
    left = [f"Decision {pk} stays dropped." for pk in sorted(set(record["dropped"]).difference(revived))]
    Decision.objects.filter(pk__in=list(revived)).update(dropped_at=None, dropped_by=None)
    for pk, was in record["letters"].items():
        again = Letter.objects.filter(
            pk=int(pk), application__in=returned, sent_at__isnull=True, failed_at__isnull=True, problem=_LETTER
        ).update(
            cancelled_at=None,
            next_try_at=parse_datetime(was["next_try_at"]) if was["next_try_at"] else None,
            problem=was["problem"],
        )
        left += [] if again else [f"Letter {pk} stays cancelled."]
    return left


def _join_people(kept: Applicant, away: Applicant) -> dict[str, Any]:
    """Point the merged record (and those merged into it) at the kept one, and give over account and contact where it has none.

    An account goes with the address it proved; the kept record's own address stays with the other record, so that whatever comes
    in under it still finds the person.
    """
    followers = list(Applicant.objects.filter(merged_into=away).order_by("pk").values_list("pk", flat=True))
    Applicant.objects.filter(pk__in=followers).update(merged_into=kept)
    account = away.user_id if kept.user_id is None else None
    swapped = away.email is not None and (account is not None or kept.email is None)
    filled = [name for name in ("name", "phone") if not getattr(kept, name).strip() and getattr(away, name)]
    record = {"followers": followers, "account": account, "swapped": swapped, "filled": filled}
    kept_email, away_email = kept.email, away.email
    away.merged_into = kept
    if account is not None:
        away.user_id = None
    if swapped:
        away.email = None
    away.save(update_fields=["merged_into", "user", "email"])
    if account is not None:
        kept.user_id = account
    if swapped:
        kept.email = away_email
    for name in filled:
        setattr(kept, name, getattr(away, name))
    kept.save(update_fields=["user", "email", "name", "phone"])
    if swapped and kept_email is not None:
        away.email = kept_email
        away.save(update_fields=["email"])
    return record


def _part_people(kept: Applicant, away: Applicant, record: dict[str, Any]) -> list[str]:
    """The other way round; in words, what somebody changed since and therefore stays."""
    left: list[str] = []
    Applicant.objects.filter(pk__in=record["followers"], merged_into=kept).update(merged_into=away)
    moves_back = record["account"] is not None and kept.user_id == record["account"] and away.user_id is None
    if record["account"] is not None and not moves_back:
        left.append("The account belongs to another record by now, and stays there.")
    swaps = record["swapped"] and (moves_back or record["account"] is None)
    kept_email, away_email = kept.email, away.email
    if moves_back:
        kept.user_id = None
    if swaps:
        kept.email = None
    for name in record["filled"]:
        if getattr(kept, name) == getattr(away, name):
            setattr(kept, name, "")
        else:
            left.append(f"The {name} was changed since, and stays with the kept record.")
    kept.save(update_fields=["user", "email", "name", "phone"])
    if moves_back:
        away.user_id = record["account"]
    if swaps:
        away.email = kept_email
    away.merged_into = None
    away.save(update_fields=["merged_into", "user", "email"])
    if swaps and away_email is not None:
        kept.email = away_email
        kept.save(update_fields=["email"])
    return left


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
