"""CareerPath: recruit, train, place and mentor people into health IT."""

from careerpath.celery import app as celery_app

__all__ = ["celery_app"]
