"""Every way in which `geo` refuses its input: one class, one stable code, one sentence each.

`code` and `params` are what the dashboard turns into Vietnamese or English; `str()` is the English sentence
for logs and the command line. `params` holds plain values only (str, int, float, bool, None, list of str),
so that a refusal can be stored as JSON.
"""

# ruff: noqa: N818 -- each class is named for what happened; the two bases carry "Error".
from __future__ import annotations

from typing import Any, ClassVar


class _Params(dict[str, Any]):
    """Params for the sentence: one that was not given is shown as `?` instead of failing twice."""

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def __missing__(self, key: str) -> str:
        return "?"


class GeoError(Exception):
    """Base of all errors of `geo`.

    Parameters
    ----------
    **params
        Plain values named in the class's `sentence`.
    """

    code: ClassVar[str] = "geo_error"
    sentence: ClassVar[str] = "Something in the geographic input is wrong"
    params: dict[str, Any]

    def __init__(self, **params: Any) -> None:
        super().__init__()
        self.params = params

    def __str__(self) -> str:
        return self.sentence.format_map(_Params(self.params))


class SourceError(GeoError):
    """A source that was received but cannot be read as a fire file."""

    code = "source_error"
    sentence = "The source cannot be read as a fire file"


class EmptyAnswer(SourceError):
    """Nothing but white space came: not the same as a file with zero detections, which has a header."""

    code = "empty_answer"
    sentence = "The answer is empty: no header, so it is not a file with zero detections"


class HtmlAnswer(SourceError):
    """A web page (or another XML document) came instead of a fire file."""

    code = "html_answer"
    sentence = "The answer is a web page, not a fire file: {message}"


class ProseAnswer(SourceError):
    """A sentence came instead of a fire file; `message` is its first 200 characters."""

    code = "prose_answer"
    sentence = "The answer is a message, not a fire file: {message}"


class InvalidKey(ProseAnswer):
    """`Invalid MAP_KEY.`: FIRMS also says this when the quota of the key is used up."""

    code = "invalid_key"
    sentence = "The source refuses the key (wrong, or its quota is used up): {message}"


class QuotaExceeded(ProseAnswer):
    """`Exceeding allowed transaction limit…`: 5,000 transactions in 10 minutes."""

    code = "quota_exceeded"
    sentence = "The quota of the key is used up: {message}"


class InvalidRequest(ProseAnswer):
    """`Invalid source.`, `Invalid day range…`, `Invalid area…`: the address asks for what does not exist."""

    code = "invalid_request"
    sentence = "The source does not accept what was asked for: {message}"


class WrongHeader(SourceError):
    """A table, but not one of detections; `missing` lists the columns that it lacks."""

    code = "wrong_header"
    sentence = "The header is not that of a fire file: missing {missing}"


class RepeatedColumn(WrongHeader):
    """Two columns carry the same meaning (`column`), so neither can be trusted."""

    code = "repeated_column"
    sentence = "The header names the column {column} more than once"


class BrokenJson(SourceError):
    """Text that starts like JSON but does not parse, at `line`."""

    code = "broken_json"
    sentence = "The JSON text breaks off or is malformed at line {line}"


class UndecidableDates(SourceError):
    """Dates that a spreadsheet wrote again, all of which can be read day-first and month-first."""

    code = "undecidable_dates"
    sentence = (
        "The dates (such as {example}) can be read day-first and month-first; no date in the file decides"
    )


class MixedDates(SourceError):
    """Dates of which some can only be day-first and others only month-first."""

    code = "mixed_dates"
    sentence = "Some dates can only be day-first ({day_first}) and others only month-first ({month_first})"


class TruncatedDownload(SourceError):
    """Fewer bytes than the sender announced."""

    code = "truncated_download"
    sentence = "Only {received} of {announced} announced bytes were received"


class TooLarge(SourceError):
    """More bytes than the caller accepts."""

    code = "too_large"
    sentence = "The source has {received} bytes; at most {limit} are accepted"


class NotText(SourceError):
    """Bytes that are no UTF-8 text: an image, a spreadsheet, an archive."""

    code = "not_text"
    sentence = "The source is not a text file ({kind})"


class Unreachable(GeoError):
    """A source could not be fetched at all (exit code 3 of the command line)."""

    code = "unreachable"
    sentence = "The source {source} cannot be reached: {reason}"


class AreaError(GeoError):
    """Areas (communes and their eras) that cannot be loaded or asked."""

    code = "area_error"
    sentence = "The areas cannot be used: {reason}"


class AreaFolderUnreadable(AreaError):
    """A folder of areas (`folder`) lacks a file or a key, or its parts contradict each other (`reason`)."""

    code = "area_folder_unreadable"
    sentence = "The areas in {folder} cannot be used: {reason}"


class UnknownAreaCode(AreaError):
    """No commune carried `area_code` on the day `on` (ISO date). Codes were reused, so the day matters."""

    code = "unknown_area_code"
    sentence = "No commune carries the code {area_code} on {on}; codes known on that day: {known}"


class UnknownArea(AreaError):
    """No commune has the id `area_id`."""

    code = "unknown_area"
    sentence = "No commune has the id {area_id}; known ids: {known}"


class UnknownEra(AreaError):
    """The areas have no era called `era`."""

    code = "unknown_era"
    sentence = "The areas have no era {era}; known eras: {known}"


class NoEraForDay(AreaError):
    """No era of the areas covers the day `on` (ISO date)."""

    code = "no_era_for_day"
    sentence = "No era of the areas covers the day {on}"


class OutlineSourceUnreadable(AreaError):
    """A file or an answer (`source`) from which no outlines can be taken (`reason`)."""

    code = "outline_source_unreadable"
    sentence = "No outlines can be taken from {source}: {reason}"


class OutlineCrsMissing(AreaError):
    """Outlines (`source`) of which nobody said in which coordinate system they are; it is never guessed."""

    code = "outline_crs_missing"
    sentence = "{source} does not say its coordinate system: name it, for example --crs EPSG:9206"


class OutlineCrsUnknown(AreaError):
    """A coordinate system (`crs`) without a known way to WGS84, such as VN-2000 stripped of its datum."""

    code = "outline_crs_unknown"
    sentence = "{source} is in {crs}, which has no known datum shift to WGS84: name the right one with --crs"


class OutlineCrsContradicted(AreaError):
    """The coordinate system that was named (`given`) is not the one that the file states (`stated`)."""

    code = "outline_crs_contradicted"
    sentence = "{source} states the coordinate system {stated}, but {given} was named"


class OutlinesRefused(AreaError):
    """Outlines that do not make one whole map of an era; `findings` says all that is wrong with them."""

    code = "outlines_refused"
    sentence = "{source} does not give the communes of era {era}: {findings}"


class PackageMissing(GeoError):
    """An optional package that this request needs is not installed."""

    code = "package_missing"
    sentence = "This needs a package that is not installed: pip install {package}"
