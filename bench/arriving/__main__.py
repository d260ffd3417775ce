"""`python -m bench.arriving ...`."""

import sys

from bench.arriving.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
