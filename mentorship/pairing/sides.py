"""A mentor and a mentee as pairing knows them. Words are compared as they are: the caller gives them in one case."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class MentorSide:
    """A mentor. `load` counts live mentorships, proposed ones included; `missing` says what they have yet to do, in words.

    `industries` are the kinds of place they have worked in, in the words that say what a client is.
    `not_people` (enrolments) and `not_clients` hold whom they do not mentor; `likes` (enrolments) whom they would like to.
    """

    id: int
    user_id: int
    capacity: int
    load: int = 0
    paused: bool = False
    time_zone: str = "UTC"
    skills: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({"english"})
    seeks: frozenset[str] = frozenset()
    likes: frozenset[int] = frozenset()
    not_people: frozenset[int] = frozenset()
    not_clients: frozenset[int] = frozenset()
    missing: tuple[str, ...] = ()
    name: str = ""

    @property
    def room(self) -> int:
        """Places left."""
        return max(0, self.capacity - self.load)

    @property
    def called(self) -> str:
        """How sentences name them."""
        return self.name or f"mentor {self.id}"

    def with_load(self, load: int) -> "MentorSide":
        """The same mentor with another number of mentees."""
        return replace(self, load=load)


@dataclass(frozen=True, slots=True)
class MenteeSide:
    """A mentee. `supervisors` and `assessors` hold user ids of people who judge them; `ranked` mentors, the most wanted first;
    `before` mentors who were theirs, or were proposed and not taken up; `industries` are what their client is."""

    id: int
    user_id: int | None = None
    supervisors: frozenset[int] = frozenset()
    assessors: frozenset[int] = frozenset()
    time_zone: str = "UTC"
    skills: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({"english"})
    ranked: tuple[int, ...] = ()
    before: frozenset[int] = frozenset()
    enrolment: int | None = None
    client: int | None = None
    name: str = ""

    @property
    def called(self) -> str:
        """How sentences name them."""
        return self.name or f"mentee {self.id}"
