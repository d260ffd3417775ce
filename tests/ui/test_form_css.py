"""The one sheet of the application form is what its sheets say."""

import runpy
from pathlib import Path

from django.conf import settings


def test_form_css_is_what_its_sheets_say() -> None:
    made = runpy.run_path(str(Path(settings.BASE_DIR, "bin/form-css")))
    assert Path(made["FORM"]).read_text() == made["form_css"](), "Run bin/form-css and commit static/css/form.css."


def test_white_space_that_says_nothing_is_left_out_and_no_other() -> None:
    small = runpy.run_path(str(Path(settings.BASE_DIR, "bin/form-css")))["small"]
    sheet = """
        /* words */ @media (max-width: 20rem) {
          .a :is(.b, .c) > .d { margin: calc(1rem + 2px) auto; content: "a ; b"; }
          .e:hover .f + .g { color: var(--x); }
        }
    """
    assert small(sheet) == (
        '@media (max-width:20rem){.a :is(.b,.c)>.d{margin:calc(1rem + 2px) auto;content:"a ; b"}.e:hover .f + .g{color:var(--x)}}'
    )
