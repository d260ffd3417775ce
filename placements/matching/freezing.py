"""The inputs of a run as they are kept: plain data in one order, and one digest of all of it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from placements.matching.rules import Candidate, Credential, Need, Weights

Frozen = dict[str, Any]


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _spans(held: Credential) -> list[list[str | None]]:
    ordered = sorted(held.spans, key=lambda span: (span[0], span[1] or date.max))
    return [[first.isoformat(), last.isoformat() if last else None] for first, last in ordered]


def frozen_candidate(one: Candidate) -> Frozen:
    """A candidate as plain data."""
    found = {each.name: _plain(getattr(one, each.name)) for each in fields(one)}
    found["credentials"] = {code: [held.name, _spans(held)] for code, held in sorted(one.credentials.items())}
    found["competencies"] = dict(sorted(one.competencies.items()))
    return found


def frozen_need(one: Need) -> Frozen:
    """A need as plain data."""
    return {each.name: _plain(getattr(one, each.name)) for each in fields(one)}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def candidate_from(data: Mapping[str, Any]) -> Candidate:
    """What `frozen_candidate` kept."""
    credentials = {
        code: Credential(name, tuple((date.fromisoformat(first), _day(last)) for first, last in spans))
        for code, (name, spans) in data["credentials"].items()
    }
    words = {name: frozenset(data[name]) for name in ("skills", "track")}
    return Candidate(**{**data, **words, "graduated_on": _day(data["graduated_on"]), "credentials": credentials})


def need_from(data: Mapping[str, Any]) -> Need:
    """What `frozen_need` kept."""
    words = {name: frozenset(data[name]) for name in ("credentials", "skills", "role", "competencies")}
    return Need(**{**data, **words, "starts_on": date.fromisoformat(data["starts_on"])})


def freeze(people: Iterable[Candidate], openings: Iterable[Need]) -> Frozen:
    """Everything a run reads, by id, whatever the order it came in."""
    return {
        "people": [frozen_candidate(one) for one in sorted(people, key=lambda one: one.id)],
        "openings": [frozen_need(one) for one in sorted(openings, key=lambda one: one.id)],
    }


def thaw(inputs: Mapping[str, Any]) -> tuple[list[Candidate], list[Need]]:
    """People and openings of what `freeze` kept."""
    return [candidate_from(one) for one in inputs["people"]], [need_from(one) for one in inputs["openings"]]


def digest(inputs: Mapping[str, Any], weights: Weights, seed: str) -> str:
    """SHA-256 over inputs, weights and seed: two runs with the same one have the same result."""
    whole = json.dumps([inputs, asdict(weights), seed], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()
