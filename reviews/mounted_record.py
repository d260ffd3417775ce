"""Where the record of decision and the exports of rounds stand on the workbench, and what the apps below are told of reviews."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_record(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """For staff."""
    from reviews.views import export, record

    mount("applications/<int:pk>/record/", record.record, name="reviews-record", permission=staff)
    mount("applications/<int:pk>/record/record.pdf", record.record_pdf, name="reviews-record-pdf", permission=staff)
    mount(
        "reviews/rounds/<uuid:public_id>/<slug:what>.<slug:kind>",
        export.export,
        name="reviews-export",
        permission=staff,
    )
    tell_below()


def tell_below() -> None:
    """What a person's file holds of reviews, what is erased, who leaves rounds, and what an application's page shows of them."""
    from applicants.leaving import BACK, ENDED
    from applicants.own_data import ERASERS, PARTS
    from applicants.panels import PANELS
    from reviews.selectors.own_data import own_reviews
    from reviews.selectors.panel import reviews_panel
    from reviews.services.forgetting import erase_review_words
    from reviews.services.leaving import come_back, leave

    if own_reviews not in PARTS:
        PARTS.append(own_reviews)
        ERASERS.append(erase_review_words)
        ENDED.append(leave)
        BACK.append(come_back)
        PANELS.append(reviews_panel)
