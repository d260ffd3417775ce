"""`make bench`: every benchmark, one after the other, and at the end one table of what a row costs at each size.

`python -m bench screening listing` runs some; BENCH_SIZES="9500 100000" leaves the million out.
"""

import importlib
import sys
from typing import Final

MODULES: Final = (
    "screening",
    "facts",
    "preview",
    "listing",
    "operations",
    "releasing",
    "letters",
    "exporting",
    "duplicates",
    "importing",
    "reports",
    "growth",
    "suppression",
    "hostile",
    "arriving",
    "gradebook",
    "matching",
    "classes",
    "boards",
    "assigning",
    "measuring",
    "pages",
)


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; the number of those that failed."""
    if unknown := [name for name in names if name not in MODULES]:
        print(f"There is no benchmark “{unknown[0]}”. There are: {', '.join(MODULES)}.")
        return 2
    failed = 0
    for name in names or MODULES:
        failed += bool(importlib.import_module(f"bench.{name}").main())
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
