"""Whose the folders are is looked at, not believed."""

import json
import os
from pathlib import Path

import pytest

from careerpath.devserver import DevServerError
from careerpath.devserver.places import Place

from .conftest import ROOT_ONLY


@ROOT_ONLY
def test_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    local = tmp_path / ".local"
    local.mkdir()
    os.chown(local, 12345, 12345)
    with pytest.raises(DevServerError, match="belongs to user 12345"):
        Place(local).make_local()


@ROOT_ONLY
@pytest.mark.parametrize("planted", ["symlink", "foreign folder"])
def test_planted_folder_is_refused(tmp_path: Path, planted: str) -> None:
    place = Place(tmp_path / ".local")
    place.make_local()
    try:
        if planted == "symlink":
            place.reach.symlink_to(tmp_path)
        else:
            place.reach.mkdir()
            os.chown(place.reach, 12345, 12345)
        with pytest.raises(DevServerError, match="not root's own folder"):
            place.prepare("token")
    finally:
        place.reach.unlink() if place.reach.is_symlink() else place.reach.rmdir()


@ROOT_ONLY
def test_what_an_earlier_checkout_left_is_removed(tmp_path: Path) -> None:
    place = Place(tmp_path / ".local")
    place.make_local()
    try:
        place.prepare("the first checkout")
        (place.reach / "data").mkdir()
        place.prepare("the first checkout")
        assert (place.reach / "data").exists()
        place.prepare("the second checkout")
        assert not (place.reach / "data").exists()
        assert json.loads((place.reach / "made-for.json").read_text()) == {
            "token": "the second checkout",
            "local": str(place.local),
        }
    finally:
        (place.reach / "made-for.json").unlink()
        place.reach.rmdir()


def test_passwords_are_made_once(tmp_path: Path) -> None:
    place = Place(tmp_path / ".local")
    place.make_local()
    first = place.load_secrets()
    assert place.load_secrets() == first
    assert len({first["token"], first["database_password"], first["broker_password"]}) == 3
