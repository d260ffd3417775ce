"""A browser without JavaScript, for journeys by HTTP: it sends the forms that are on the page, as a person would fill them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

SKIPPED = {"submit", "button", "reset", "image", "file"}


@dataclass
class Form:
    """A form as it stands on a page: where it goes, what it would send now, and the words on its buttons."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, value and words of each button."""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = self.option = ""
        self.textarea = ""
        self.button: tuple[str, str] | None = None
        self.text: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.link = ""

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attrs = {key: value or "" for key, value in pairs}
        if tag == "form":
            self.form = Form(attrs.get("action", ""), attrs.get("method", "get").lower())
            self.forms.append(self.form)
        elif tag == "a":
            self.link, self.text = attrs.get("href", ""), []
        elif self.form is not None:
            self._in_form(tag, attrs, self.form)

    def _in_form(self, tag: str, attrs: dict[str, str], form: Form) -> None:
        name = attrs.get("name", "")
        kind = attrs.get("type", "text" if tag == "input" else "submit")
        if name:
            form.names.add(name)
        if tag == "button":
            self.button, self.text = (name, attrs.get("value", "")), []
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attrs:
            form.values.setdefault(self.select, []).append(attrs.get("value", ""))
        elif tag == "textarea":
            self.textarea, self.text = name, []
        elif (
            tag == "input"
            and name
            and kind not in SKIPPED
            and (kind not in ("radio", "checkbox") or "checked" in attrs)
        ):
            form.values.setdefault(name, []).append(attrs.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        words = " ".join("".join(self.text).split())
        if tag == "form":
            self.form = None
        elif tag == "a":
            self.links.append((words, self.link))
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.form is not None:
            self.form.values[self.textarea] = ["".join(self.text).removeprefix("\n")]
        elif tag == "button" and self.form is not None and self.button is not None:
            self.form.buttons.append((*self.button, words))
            self.button = None


class Browser:
    """Somebody at a browser: opens pages, follows redirects, presses buttons by their words."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.url = ""
        self.page = ""

    def open(self, url: str) -> str:
        """Open a page that must be there; its HTML."""
        return self._show(self.client.get(url, follow=True), url)

    def follow(self, words: str) -> str:
        """Click the first link with these words in it."""
        found = [href for text, href in self._read().links if words in text]
        assert found, f"no link “{words}” on {self.url}: {[text for text, _ in self._read().links]}"
        return self.open(found[0])

    def press(self, words: str, *, nth: int = 0, **fields: Any) -> str:
        """Fill the (nth) form that has a button with these words, and press it. A field that the form lacks is an error."""
        forms = [form for form in self._read().forms if any(words in text for _, _, text in form.buttons)]
        assert forms, f"no button “{words}” on {self.url}: {[b for form in self._read().forms for b in form.buttons]}"
        form = [form for form in forms if set(fields) <= form.names][nth] if nth else forms[0]
        assert set(fields) <= form.names, f"the form with “{words}” on {self.url} has {sorted(form.names)}"
        data: dict[str, Any] = {**form.values, **fields}
        name, value = next((name, value) for name, value, text in form.buttons if words in text)
        if name:
            data[name] = value
        url = form.action or self.url
        send = self.client.post if form.method == "post" else self.client.get
        return self._show(send(url, data, follow=True), url)

    def _read(self) -> _Forms:
        reader = _Forms()
        reader.feed(self.page)
        return reader

    def _show(self, response: HttpResponse, url: str) -> str:
        chain = getattr(response, "redirect_chain", [])
        self.url = chain[-1][0] if chain else url
        assert response.status_code == 200, f"{self.url}: {response.status_code}"
        self.page = response.content.decode()
        return self.page


def forms_in(page: str) -> list[Form]:
    """The forms on a page, with what each would send now."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms
