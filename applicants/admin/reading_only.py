"""Records that the pipeline alone writes: the admin shows them and changes nothing."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from careerpath.accounts.access import has_role
from careerpath.accounts.roles import Role

COUNT_UP_TO = 10_000
READERS = (Role.RECRUITER, Role.MANAGER)
"""Who reads applications. Asked by role: being technical staff opens the admin, not what people wrote."""


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

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Listed for those who may read it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """With the permission and a role."""
        return super().has_view_permission(request, obj) and has_role(request.user, *READERS)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: the services make records."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: the services change them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what was decided stays on record."""
        return False
