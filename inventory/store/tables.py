"""What an inventory knows to the tables that keep it; `migrations` holds the way to them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

# STRICT tables of SQLite know one integer type, of 64 bits; elsewhere INTEGER has 32.
_Number = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _identity() -> Column[int]:
    return Column("id", _Number, primary_key=True)


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, _Number, primary_key=key, nullable=False)


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False)


def _belongs_to(table: str, *, key: bool = False) -> Column[int]:
    """Make the column of a row that goes when the row goes that it points to."""
    target = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(f"{table.removesuffix('s')}_id", _Number, target, primary_key=key, nullable=False)


captures = Table(
    "captures",
    metadata,
    _identity(),
    _text("digest"),
    _text("name"),
    _text("format"),
    _number("size"),
    _number("packets"),
    _number("exchanges"),
    _number("payload"),
    _number("decoded"),
    _number("first_seen"),
    _number("last_seen"),
    _number("added_at"),  # nanoseconds since 1970 (UTC)
    Column("captured", _Number, nullable=False, server_default="0"),
    Column("judged_by", Text, nullable=False, server_default="[]"),  # JSON, see `rows.dump_texts`
    UniqueConstraint("digest"),
    sqlite_strict=True,
)

anomalies = Table(
    "anomalies",
    metadata,
    _belongs_to("captures", key=True),
    _text("kind", key=True),
    _text("message"),
    _number("count"),
    _number("size"),
    _number("frame"),
    _number("stream"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

coverage = Table(
    "coverage",
    metadata,
    _belongs_to("captures", key=True),
    _text("host", key=True),
    _text("fate", key=True),
    _number("connections"),
    _number("size"),
    Column("protocols", Text, nullable=False, server_default="[]"),  # JSON, see `rows.dump_texts`
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

services = Table(
    "services",
    metadata,
    _identity(),
    _text("authority"),
    Column("folds", Text, nullable=False, server_default=""),  # what a `Fold` remembers of the paths it folded
    UniqueConstraint("authority"),
    sqlite_strict=True,
)

endpoints = Table(
    "endpoints",
    metadata,
    _identity(),
    _belongs_to("services"),
    _text("method"),
    _text("template"),
    _text("state"),
    _text("parameters"),  # JSON, see `rows.dump_parameters`
    UniqueConstraint("service_id", "method", "template"),
    sqlite_strict=True,
)

# The one thing here that depends on the order in which captures were added: what users saw before.
former_templates = Table(
    "former_templates",
    metadata,
    _belongs_to("endpoints", key=True),
    _text("template", key=True),
    _number("replaced_at"),  # nanoseconds since 1970 (UTC)
    _text("capture"),  # the one by which it got another template; "" where a correction did that
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

paths = Table(
    "paths",
    metadata,
    _identity(),
    _belongs_to("services"),
    _text("method"),
    _text("path"),
    Column("endpoint_id", _Number, ForeignKey("endpoints.id", ondelete="SET NULL")),
    UniqueConstraint("service_id", "method", "path"),
    Index(None, "endpoint_id"),
    sqlite_strict=True,
)

corrections = Table(
    "corrections",
    metadata,
    _text("kind", key=True),
    _text("service", key=True),
    _text("method", key=True),
    _text("place", key=True),  # the template without the names of its parameters
    _text("template"),
    _text("words"),  # JSON, see `rows.dump_texts`
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# Keyed by path first: that is how they are read. The index by capture serves taking one out again.
observations = Table(
    "observations",
    metadata,
    _belongs_to("paths", key=True),
    _belongs_to("captures", key=True),
    _number("status", key=True),
    _text("kind", key=True),
    _text("outcome"),
    _number("count"),
    _number("first_seen"),
    _number("last_seen"),
    _text("evidence"),  # JSON, see `rows.dump_evidence`
    Column("times", Text, nullable=False, server_default="[]"),  # JSON, see `rows.dump_times`
    Column("latencies", Text, nullable=False, server_default="[]"),  # JSON, see `rows.dump_latencies`
    Index(None, "capture_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# Of the values on paths that were served; none for paths that hold no values.
lengths = Table(
    "lengths",
    metadata,
    _belongs_to("paths", key=True),
    _belongs_to("captures", key=True),
    _text("ranges"),  # JSON, see `rows.dump_lengths`
    Index(None, "capture_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

names = Table(
    "names",
    metadata,
    _belongs_to("paths", key=True),
    _belongs_to("captures", key=True),
    _number("status", key=True),
    _text("role", key=True),
    _text("name", key=True),
    _number("count"),
    Column("last_seen", _Number, nullable=False, server_default="0"),
    Column("evidence", Text, nullable=False, server_default="[]"),  # JSON, see `rows.dump_evidence`
    Index(None, "capture_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# What bodies and parameters look like, without any value; none where none were seen.
shapes = Table(
    "shapes",
    metadata,
    _belongs_to("paths", key=True),
    _belongs_to("captures", key=True),
    _number("status", key=True),
    _text("role", key=True),
    _text("media_type", key=True),
    _number("count"),
    _number("cut"),
    _number("unreadable"),
    _number("malformed"),
    _text("parts"),  # JSON, see `rows.dump_parts`
    Index(None, "capture_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# What came of judging bodies and parameters by descriptions while captures were read; none where nothing was judged.
outcomes = Table(
    "outcomes",
    metadata,
    _belongs_to("paths", key=True),
    _belongs_to("captures", key=True),
    _text("found"),  # JSON, see `rows.dump_outcomes`
    Index(None, "capture_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# Reports that tell what is new since they were made last; each belongs to whoever has it made under its name.
reports = Table(
    "reports",
    metadata,
    _identity(),
    _text("name"),
    _number("made_at"),  # nanoseconds since 1970 (UTC)
    UniqueConstraint("name"),
    sqlite_strict=True,
)

# The captures that a report knew. One that grows, as a live one does, was known until its `last_seen` then.
report_captures = Table(
    "report_captures",
    metadata,
    _belongs_to("reports", key=True),
    _belongs_to("captures", key=True),
    _number("last_seen"),
    Index(None, "capture_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

report_findings = Table(
    "report_findings",
    metadata,
    _belongs_to("reports", key=True),
    _text("fingerprint", key=True),
    _text("rule"),
    _text("severity"),
    _text("service"),
    _text("method"),
    _text("path"),
    Column("location", Text),
    _text("message"),
    _number("accepted"),
    _text("waiver"),
    _number("gone"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# What is known of the files in folders that are watched: which were looked at, and as what.
watched = Table(
    "watched",
    metadata,
    _text("folder", key=True),
    _text("name", key=True),
    _number("size"),
    _number("modified"),  # nanoseconds since 1970, by the clock of the file system
    _number("inode"),
    _text("digest"),
    _text("outcome"),
    _number("told"),  # 0 or 1
    _number("gone"),  # nanoseconds since 1970 (UTC); 0 while the file is there
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# What is still to be sent; the URL that it goes to holds secrets, and is never kept.
messages = Table(
    "messages",
    metadata,
    _identity(),
    _text("recipient"),
    _number("made"),  # nanoseconds since 1970 (UTC)
    _text("title"),
    _text("text"),
    sqlite_strict=True,
)
