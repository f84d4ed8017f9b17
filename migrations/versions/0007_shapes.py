"""What bodies and parameters on each path look like, by capture."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "shapes",
        sa.Column("path_id", _Number, nullable=False),
        sa.Column("capture_id", _Number, nullable=False),
        sa.Column("status", _Number, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("count", _Number, nullable=False),
        sa.Column("cut", _Number, nullable=False),
        sa.Column("unreadable", _Number, nullable=False),
        sa.Column("malformed", _Number, nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name="fk_shapes_path_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name="fk_shapes_capture_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("path_id", "capture_id", "status", "role", "media_type", name="pk_shapes"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shapes_capture_id", "shapes", ["capture_id"])
