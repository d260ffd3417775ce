from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError


def render(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


def test_icon_is_hidden_from_screen_readers_and_points_into_the_sprite() -> None:
    svg = render('{% icon "mail" %}')
    assert 'aria-hidden="true"' in svg
    assert "/icons.svg#mail" in svg


def test_icon_that_is_not_in_the_sprite_is_an_error_while_developing(settings) -> None:
    settings.DEBUG = True
    with pytest.raises(TemplateSyntaxError, match="No icon 'unicorn'"):
        render('{% icon "unicorn" %}')


def test_status_badge_of_an_object_has_its_word_tone_and_icon() -> None:
    thing = SimpleNamespace(status="admitted", get_status_display=lambda: "Admitted")
    badge = render("{% status_badge thing %}", thing=thing)
    assert "tone-good" in badge
    assert "#circle-check" in badge
    assert badge.endswith("Admitted</span>")


def test_status_badge_of_an_unknown_value_still_says_it() -> None:
    assert render('{% status_badge "gone_fishing" %}').endswith("Gone fishing</span>")


def test_badge_escapes_what_strangers_wrote() -> None:
    assert "<script>" not in render("{% badge label %}", label="<script>")


def test_when_shows_a_moment_in_the_zone_it_is_given() -> None:
    moment = datetime(2025, 2, 3, 12, 0, tzinfo=UTC)
    expected = '<time datetime="2025-02-03T12:00:00+00:00">Mon 3 Feb 2025, 07:00 EST</time>'
    assert render('{% when moment "America/New_York" %}', moment=moment) == expected


def test_when_shows_a_date_with_its_weekday_and_nothing_as_a_dash() -> None:
    assert render("{% when day %}", day=date(2025, 3, 14)) == '<time datetime="2025-03-14">Friday 14 March 2025</time>'
    assert render("{% when day %}", day=None) == "–"


def test_number_and_percent_read_as_people_write_them() -> None:
    assert render("{{ 9412|number }} {{ rate|percent }} {{ none|number }}", rate=0.684, none=None) == "9,412 68% –"


def test_progress_of_nothing_is_no_division_by_zero() -> None:
    assert 'value="0" max="1"' in render('{% progress 0 0 "Scored" %}')


def test_bar_chart_has_a_table_with_the_same_figures() -> None:
    chart = render('{% bar_chart rows "Funnel" "People" %}', rows=[("Submitted", 9500), ("Admitted", 95)])
    assert chart.count('<th scope="row">') == 2
    assert 'aria-hidden="true"' in chart
    assert "style=" not in chart


def test_bar_chart_of_nothing_says_so() -> None:
    assert "Nothing to draw yet" in render('{% bar_chart rows "Funnel" %}', rows=[])


def test_crumb_without_an_address_is_the_page_itself() -> None:
    assert render('{% crumb "Here" %}') == '<li aria-current="page">Here</li>'
