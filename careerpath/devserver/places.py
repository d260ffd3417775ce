"""Where the embedded servers keep their things.

An ordinary user has everything in `.local/` at the root of the checkout. Root cannot: PostgreSQL refuses to run as root, and
the user it runs as instead may not reach the checkout (it may lie below /root). So for root the data, and a copy of the
binaries, go to a folder of their own under /var/lib, and nobody's permissions are opened. Root owns that folder and everything
it writes in it; the unprivileged user owns the two data folders, and root writes nothing into those.
"""

import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import DevServerError

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""


@dataclass(frozen=True)
class Account:
    """Whom the servers run as when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """One pair of servers: its folder, and whether its data must survive a crash of the machine."""

    local: Path
    durable: bool = True

    @property
    def account(self) -> Account | None:
        """The user to drop to, or None when we are an ordinary user ourselves."""
        if os.geteuid() != 0:
            return None
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError:
            raise DevServerError(
                "Root needs a user named nobody to run PostgreSQL as, and this machine has none."
            ) from None
        return Account(nobody.pw_uid, nobody.pw_gid)

    @property
    def reach(self) -> Path:
        """The folder that the user running the servers can reach."""
        if os.geteuid() != 0:
            return self.local
        name = "careerpath-dev-" + hashlib.sha256(os.fsencode(self.local)).hexdigest()[:12]
        base = Path("/var/lib")
        return (base if os.access(base, os.W_OK) else Path("/var/tmp")) / name  # noqa: S108 prepare() checks whose it is

    @property
    def users_lock(self) -> Path:
        """Held shared by everyone who uses the servers."""
        return self.local / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper as long as it lives."""
        return self.local / "keeper.lock"

    @property
    def state(self) -> Path:
        """The addresses, written when both servers answer. Only true while the keeper's lock is held."""
        return self.local / "servers.json"

    @property
    def secrets(self) -> Path:
        """Passwords and remembered ports."""
        return self.local / "secrets.json"

    @property
    def logs(self) -> Path:
        """One file a server, and the keeper's."""
        return self.local / "log"

    def make_local(self) -> None:
        """Make `.local/`, readable by its owner alone. Refuses a folder that is someone else's."""
        self.local.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = self.local.stat().st_uid
        if owner != os.geteuid():
            raise DevServerError(
                f"{self.local} belongs to user {owner}, not to you ({os.geteuid()}). Work as that user, or remove the folder."
            )
        self.logs.mkdir(mode=0o700, exist_ok=True)

    def load_secrets(self) -> dict[str, Any]:
        """The passwords, made the first time. Raises when data from lost passwords is lying about."""
        try:
            return dict(json.loads(self.secrets.read_text()))
        except FileNotFoundError:
            if self.account is None and (self.reach / "data").exists():
                raise DevServerError(
                    f"{self.secrets} is gone, and with it the password of the data beside it. Begin anew: make clean"
                ) from None
        kept = {
            "token": secrets.token_hex(16),
            "database_password": secrets.token_urlsafe(24),
            "broker_password": secrets.token_urlsafe(24),
        }
        self.save_secrets(kept)
        return kept

    def save_secrets(self, kept: dict[str, Any]) -> None:
        """Replace the file in one step, 0600."""
        write_private(self.secrets, json.dumps(kept, indent=1))

    def prepare(self, token: str) -> None:
        """Make the reachable folder. For the keeper alone, which holds the lock."""
        account = self.account
        if account is None:
            return
        reach = self.reach
        try:
            reach.mkdir(mode=0o750)
        except FileExistsError:
            found = reach.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0:
                raise DevServerError(
                    f"{reach} is there already and is not root's own folder. Look at it, then remove it."
                ) from None
            made_for = reach / "made-for.json"
            if not made_for.exists() or json.loads(made_for.read_text())["token"] != token:
                shutil.rmtree(reach)  # left by a checkout that lay here once; its passwords are gone
                reach.mkdir(mode=0o750)
        os.chown(reach, 0, account.gid)
        reach.chmod(0o750)
        write_private(reach / "made-for.json", json.dumps({"token": token, "local": str(self.local)}))
        pointer = self.local / "reach"
        if not pointer.is_symlink() or os.readlink(pointer) != str(reach):
            pointer.unlink(missing_ok=True)
            pointer.symlink_to(reach)

    def data_folder(self, name: str) -> Path:
        """A folder in `reach` that belongs to the user running the servers."""
        path = self.reach / name
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)
        return path

    def config_file(self, name: str, text: str) -> Path:
        """A file in `reach` that the user running the servers can read and not write."""
        path = self.reach / name
        write_private(path, text)
        if self.account is not None:
            os.chown(path, 0, self.account.gid)
            path.chmod(0o640)
        return path


def write_private(path: Path, text: str) -> None:
    """Write `path` in one step, readable by its owner alone."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def main_place() -> Place:
    """The servers of `make run` and of manage.py. CAREERPATH_LOCAL moves them."""
    return Place(Path(os.environ.get("CAREERPATH_LOCAL") or ROOT / ".local").resolve())


def test_place() -> Place:
    """The servers of the tests: their own, so that no test meets the worker of a running `make run`, and quick, not durable."""
    return Place(main_place().local / "test", durable=False)
