"""How bodies and parameters broke the descriptions that they were judged by, on each path, by capture."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("captures", sa.Column("judged_by", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "outcomes",
        sa.Column("path_id", _Number, nullable=False),
        sa.Column("capture_id", _Number, nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name="fk_outcomes_path_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name="fk_outcomes_capture_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("path_id", "capture_id", name="pk_outcomes"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_outcomes_capture_id", "outcomes", ["capture_id"])
