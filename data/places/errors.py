"""Every way in which a change to the places is refused or asked about."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class PlaceUnknown(DataError):
    """There is no such row."""

    code = "place_unknown"
    sentence = "There is no place {id}"


class PlaceInvalid(DataError):
    """A change that cannot be made; `problem` says why."""

    code = "place_invalid"
    sentence = "This change to a place cannot be made: {problem}"


class PlaceQuestion(DataError):
    """Base of what is stored only after somebody said yes to it."""

    code = "place_question"
    sentence = "This has to be confirmed first"


class PlaceOutside(PlaceQuestion):
    """The point lies outside of all communes."""

    code = "place_outside"
    sentence = "{name} lies {distance_km} km outside of the area"


class PlaceTwice(PlaceQuestion):
    """A place of the same name is nearby."""

    code = "place_twice"
    sentence = "{name} is {distance_m} m from {other}, which is already stored"
