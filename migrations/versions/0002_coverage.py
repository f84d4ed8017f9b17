"""What became of the bytes of each capture, by host."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("captures", sa.Column("captured", _Number, nullable=False, server_default="0"))
    op.create_table(
        "coverage",
        sa.Column("capture_id", _Number, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("connections", _Number, nullable=False),
        sa.Column("size", _Number, nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name="fk_coverage_capture_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("capture_id", "host", "fate", name="pk_coverage"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
