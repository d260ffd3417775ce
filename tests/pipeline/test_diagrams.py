"""careerpath.pipeline.diagrams: the page in docs is what the tables say."""

from django.apps import apps
from django.core.management import call_command

from careerpath.pipeline import diagrams
from careerpath.pipeline.models import Tracked


def test_the_page_in_docs_is_printed_from_the_tables() -> None:
    assert diagrams.PAGE.read_text(encoding="utf-8") == diagrams.page(), "run: manage.py lifecycles"


def test_every_tracked_model_is_on_the_page() -> None:
    names = {model.LIFECYCLE.name for model in apps.get_models() if issubclass(model, Tracked)}
    assert {lifecycle.name for lifecycle in diagrams.lifecycles()} == names


def test_every_tracked_model_knows_each_status_its_lifecycle_knows() -> None:
    for model in apps.get_models():
        if issubclass(model, Tracked):
            field = model._meta.get_field("status")
            assert [value for value, _ in field.choices] == list(model.LIFECYCLE.labels), model
            assert (field.default, field.editable) == (model.LIFECYCLE.initial, False), model
            assert model.HISTORY._meta.get_field("subject").related_model is model, model


def test_the_command_writes_the_page(tmp_path, monkeypatch) -> None:
    page = tmp_path / "lifecycles.md"
    monkeypatch.setattr("careerpath.pipeline.management.commands.lifecycles.PAGE", page)
    call_command("lifecycles", verbosity=0)
    assert page.read_text(encoding="utf-8") == diagrams.page()
