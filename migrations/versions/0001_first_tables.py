"""Captures, what they show, and the endpoints that follow from it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _captures()
    _endpoints()
    _observations()


def _captures() -> None:
    op.create_table(
        "captures",
        sa.Column("id", _Number, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("size", _Number, nullable=False),
        sa.Column("packets", _Number, nullable=False),
        sa.Column("exchanges", _Number, nullable=False),
        sa.Column("payload", _Number, nullable=False),
        sa.Column("decoded", _Number, nullable=False),
        sa.Column("first_seen", _Number, nullable=False),
        sa.Column("last_seen", _Number, nullable=False),
        sa.Column("added_at", _Number, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_captures"),
        sa.UniqueConstraint("digest", name="uq_captures_digest"),
        sqlite_strict=True,
    )
    op.create_table(
        "anomalies",
        sa.Column("capture_id", _Number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("count", _Number, nullable=False),
        sa.Column("size", _Number, nullable=False),
        sa.Column("frame", _Number, nullable=False),
        sa.Column("stream", _Number, nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name="fk_anomalies_capture_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("capture_id", "kind", name="pk_anomalies"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _endpoints() -> None:
    op.create_table(
        "services",
        sa.Column("id", _Number, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_services"),
        sa.UniqueConstraint("authority", name="uq_services_authority"),
        sqlite_strict=True,
    )
    op.create_table(
        "endpoints",
        sa.Column("id", _Number, nullable=False),
        sa.Column("service_id", _Number, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_endpoints_service_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_endpoints"),
        sa.UniqueConstraint("service_id", "method", "template", name="uq_endpoints_service_id_method_template"),
        sqlite_strict=True,
    )
    op.create_table(
        "paths",
        sa.Column("id", _Number, nullable=False),
        sa.Column("service_id", _Number, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("endpoint_id", _Number, nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_paths_service_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["endpoint_id"], ["endpoints.id"], name="fk_paths_endpoint_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_paths"),
        sa.UniqueConstraint("service_id", "method", "path", name="uq_paths_service_id_method_path"),
        sqlite_strict=True,
    )
    op.create_index("ix_paths_endpoint_id", "paths", ["endpoint_id"])


def _observations() -> None:
    op.create_table(
        "observations",
        sa.Column("path_id", _Number, nullable=False),
        sa.Column("capture_id", _Number, nullable=False),
        sa.Column("status", _Number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("count", _Number, nullable=False),
        sa.Column("first_seen", _Number, nullable=False),
        sa.Column("last_seen", _Number, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name="fk_observations_path_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name="fk_observations_capture_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("path_id", "capture_id", "status", "kind", name="pk_observations"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_observations_capture_id", "observations", ["capture_id"])
    op.create_table(
        "names",
        sa.Column("path_id", _Number, nullable=False),
        sa.Column("capture_id", _Number, nullable=False),
        sa.Column("status", _Number, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("count", _Number, nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name="fk_names_path_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name="fk_names_capture_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("path_id", "capture_id", "status", "role", "name", name="pk_names"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_names_capture_id", "names", ["capture_id"])
