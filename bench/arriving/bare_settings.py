"""The settings of the yardstick: ours, without middleware and with its two addresses."""

from careerpath.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.arriving.bare"
