"""`make bench`: every benchmark, one after the other."""

import sys

from bench import importing, screening

if __name__ == "__main__":
    sys.exit(screening.main() or importing.main())
