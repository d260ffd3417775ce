"""Many files as one, made while it is sent: at no time is more than one of them in memory."""

import zipfile
from collections.abc import Iterator

from applicants.documents.names import TEXT, safe_name
from bootcamp.selectors.handed_in import Row, counting_versions
from careerpath.pipeline import clock


class Sink:
    """Where a ZIP is written to, and what has been written is taken from. It cannot be wound back."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        """Keep a part."""
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        """What was written since."""
        taken, self.parts = b"".join(self.parts), []
        return taken


def zip_of(rows: list[Row]) -> Iterator[bytes]:
    """The version of each person that is to be read now. Only files that are clean; `_read-me.txt` names the others."""
    sink, left_out = Sink(), []
    moment = clock.now().timetuple()[:6]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for row, version in counting_versions(rows):
            who = safe_name(f"{row.enrolment.name}.txt", TEXT).removesuffix(".txt")
            # Two people may have one name: the number of the enrolment keeps them apart.
            start = f"{who} ({row.enrolment.pk}) v{version.number}"
            if version.text:
                archive.writestr(zipfile.ZipInfo(f"{start}.txt", moment), version.text)
                yield sink.take()
            file = getattr(version, "document", None)
            if file is None:
                continue
            if not file.is_clean:
                left_out.append(f"{start} - {file.original_name}: {file.get_state_display()}")
                continue
            try:
                with file.file.open("rb") as source:
                    archive.writestr(zipfile.ZipInfo(f"{start} - {file.original_name}", moment), source.read())
            except FileNotFoundError:
                left_out.append(f"{start} - {file.original_name}: the file is not there")
            yield sink.take()
        missing = [row.enrolment.name for row in rows if not row.versions]
        said = ["Not in this file:", *left_out] if left_out else ["Every file that was handed in is here."]
        said += ["", "Nothing handed in:", *missing] if missing else []
        archive.writestr(zipfile.ZipInfo("_read-me.txt", moment), "\n".join(said) + "\n")
    yield sink.take()
