"""The browser of the browser tests: the one that is there, or Debian's package when we may install it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")


def find() -> str | None:
    """The path of a Chromium on this machine (CHROMIUM names another), or None."""
    named = os.environ.get("CHROMIUM")
    return next((path for name in ((named,) if named else NAMES) if (path := shutil.which(name))), None)


def ensure() -> str | None:
    """`find`, installing Debian's package when there is none and we are root. Says loudly when there will be none."""
    if path := find():
        return path
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        print("No Chromium here: installing Debian's, for the browser tests.", flush=True)
        quiet = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.PIPE,
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        }
        for argv in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
            done = subprocess.run(argv, check=False, text=True, **quiet)  # type: ignore[call-overload]
            if done.returncode:
                print(f"{' '.join(argv)} failed: {done.stderr.strip()[-300:]}", file=sys.stderr)
                break
        if path := find():
            return path
    bar = "!" * 100
    print(
        f"{bar}\n!! NO CHROMIUM ON THIS MACHINE: the browser tests will be SKIPPED. Install it: apt-get install chromium\n{bar}",
        flush=True,
    )
    return None
