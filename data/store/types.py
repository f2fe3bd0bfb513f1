"""Column types that mean the same on SQLite and on PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import shapely
import sqlalchemy as sa
from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

JSON = sa.JSON(none_as_null=True)
"""Plain values as JSON text on both engines; None is SQL NULL."""

BigKey = BigInteger().with_variant(Integer, "sqlite")
"""An automatic key. SQLite numbers rows by itself only for its INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC, read back aware in UTC, microsecond resolution.

    SQLite has no time zone type, so the zone is dropped there only after conversion. A naive value is
    refused: it could mean two moments seven hours apart.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or value is pd.NaT:
            return None
        moment: datetime = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
        if moment.tzinfo is None:
            raise ValueError(f"a stored time should be aware, got naive {value!r}")
        moment = moment.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Geometry(UserDefinedType[Any]):
    """A shapely geometry in WGS84 longitude and latitude (EPSG:4326).

    A BLOB of WKB on SQLite, ``geometry(Geometry,4326)`` on PostGIS. Spatial predicates are asked in Python
    over an STRtree, so no spatial index is made here.
    """

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "geometry(Geometry,4326)"

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], bytes | None]:
        return lambda value: None if value is None else shapely.to_wkb(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        return lambda value: None if value is None else shapely.from_wkb(bytes(value))

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        return _FromWkb(bindvalue, type_=self)

    def column_expression(self, column: Any) -> ColumnElement[Any]:
        return _ToWkb(column, type_=self)


class _Wrapped(FunctionElement[Any]):
    inherit_cache = True

    def __init__(self, *clauses: Any, type_: TypeEngine[Any]) -> None:
        super().__init__(*clauses)
        self.type = type_


class _FromWkb(_Wrapped):
    inherit_cache = True
    name = "from_wkb"


class _ToWkb(_Wrapped):
    inherit_cache = True
    name = "to_wkb"


@compiles(Geometry, "sqlite")
def _geometry_on_sqlite(_type: Geometry, _compiler: Any, **_: Any) -> str:
    return "BLOB"


@compiles(_FromWkb)
@compiles(_ToWkb)
def _unwrapped(element: _Wrapped, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.clauses, **kw))


@compiles(_FromWkb, "postgresql")
def _from_wkb_on_postgis(element: _FromWkb, compiler: Any, **kw: Any) -> str:
    return f"ST_GeomFromWKB({compiler.process(element.clauses, **kw)}, 4326)"


@compiles(_ToWkb, "postgresql")
def _to_wkb_on_postgis(element: _ToWkb, compiler: Any, **kw: Any) -> str:
    return f"ST_AsBinary({compiler.process(element.clauses, **kw)})"


class _ReflectedGeometry(Geometry):
    """What reflection finds; the arguments PostGIS reports are fixed in this program."""

    def __init__(self, *_: Any) -> None:
        super().__init__()


PGDialect.ischema_names["geometry"] = _ReflectedGeometry
