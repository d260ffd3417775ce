"""Hostile files, made when they are asked for: what each is, what it is called, and why it is not taken.

`NAMES` are names that are hostile; the file under them is harmless and taken, under a name that does nothing.
"""

from tests.applicants.documents.hostile_others import TEXTS, WRONG_TYPES
from tests.applicants.documents.hostile_pdfs import PDFS
from tests.applicants.documents.hostile_words import WORDS
from tests.applicants.documents.listing import Hostile

HOSTILE: list[Hostile] = [*WRONG_TYPES, *TEXTS, *PDFS, *WORDS]

NAMES: dict[str, str] = {
    "4,000 characters": "x" * 4000 + ".pdf",
    "4,000 characters of four bytes": "𝔞" * 4000 + ".pdf",
    "NUL": "resume.txt\x00.exe",
    "line feeds": "a\r\nSet-Cookie: x=1\r\n\r\n<script>.txt",
    "a turned ending": "resume\u202efdp.exe",
    "isolates": "a\u2066\u2069b.txt",
    "upwards": "../../../../etc/passwd",
    "upwards of Windows": "..\\..\\windows\\system32\\cmd.exe",
    "a drive": "C:\\autoexec.bat",
    "a share": "\\\\host\\share\\a.txt",
    "from the root": "/etc/shadow",
    "a device": "CON.txt",
    "another device": "aux.pdf",
    "LPT1": "lpt1.docx",
    "a stream of NTFS": "resume.txt:evil.exe:$DATA",
    "quotes": 'a";filename="b.html',
    "a header": "a%0d%0aX: y.txt",
    "markup": "<img src=x onerror=alert(1)>.txt",
    "a formula": "=cmd|'/c calc'!A1.txt",
    "a template": "{{7*7}}${7*7}.txt",
    "a shell": "$(reboot);`id`|x&.txt",
    "SQL": "'; DROP TABLE users;--.txt",
    "two endings": "resume.pdf.exe",
    "dots alone": "....",
    "blanks alone": "   ",
    "nothing": "",
    "a hidden file": ".htaccess",
    "half a surrogate": "a\udcff.txt",
    "blanks of no width": "a\u200b\u200c\ufeff.txt",
    "tags": "a\U000e0041\U000e0042.txt",
    "hundreds of accents": "a" + "\u0301" * 500 + ".txt",
    "an ending of 200": "a." + "b" * 200,
    "URL": "https://x.example/a.txt",
    "of Arabic": "سيرة ذاتية.pdf",
}
"""What a harmless text is called, by what is hostile about it."""
