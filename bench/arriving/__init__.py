"""The real arrivals once more, against the running server on loopback: is anybody lost, how long do they wait, what does one cost.

`python -m bench arriving` runs a short piece of each part. `python -m bench.arriving replay --hours 24 --speed 60`,
`... replay --busiest 20 --speed 10 [--kill]` and `... saturate` run one with figures of your own. The server, PostgreSQL and Valkey
are its own, on free ports, configured as in a deployment (no DEBUG, commits on disk before they are acknowledged).
"""

from bench.arriving.command import main

__all__ = ["main"]
