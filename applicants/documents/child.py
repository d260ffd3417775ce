"""The child process that opens one file: `main()` reads it from standard input and says on standard output what it found.

It has no settings, no database, no environment; its time and memory are limited before the first byte is read. Two lines of JSON:
`{"refused": reason or null}`, then `{"text": words}`. The second is missing where taking the words out took too long.
"""

import json
import resource
import sys

CPU_SECONDS = 10
MEMORY_BYTES = 640 * 1024 * 1024


def main() -> None:
    """Look into the file on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    from applicants.documents.inside import look_into
    from applicants.documents.refusals import Reason, Refused

    try:
        take = look_into(sys.stdin.buffer.read())
    except Refused as refused:
        _say({"refused": refused.reason.value})
        return
    except (MemoryError, RecursionError):
        _say({"refused": Reason.BOMB.value})
        return
    except Exception:  # nothing that a file does to our readers makes it clean
        _say({"refused": Reason.UNREADABLE.value})
        return
    _say({"refused": None})
    try:
        _say({"text": take()})
    except Exception:  # it is harmless all the same; readers see that its words could not be taken out
        _say({"text": ""})


def _say(line: dict[str, str | None]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
