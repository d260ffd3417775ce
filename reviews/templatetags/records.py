"""Figures of reviews as people read them."""

from django import template

from reviews.selectors.record import hundredths, slot_people, slot_words

register = template.Library()
register.filter("hundredths", hundredths)
register.filter("slot_words", slot_words)
register.filter("slot_people", slot_people)
