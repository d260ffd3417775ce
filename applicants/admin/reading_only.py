"""Records that the pipeline alone writes: the admin shows them and changes nothing."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

COUNT_UP_TO = 10_000


class CappedPaginator(Paginator):
    """Counts no further than COUNT_UP_TO rows: a list that goes on is searched, not leafed through."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, or COUNT_UP_TO where there are more."""
        rows: Any = self.object_list
        return rows.order_by()[:COUNT_UP_TO].count()


class ReadOnlyAdmin(admin.ModelAdmin):
    """Look, and nothing else: no add, no change, no delete, no actions."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: the services make records."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: the services change them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what was decided stays on record."""
        return False
