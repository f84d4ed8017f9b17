"""How short and how long the values on each path were, by capture."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lengths",
        sa.Column("path_id", _Number, nullable=False),
        sa.Column("capture_id", _Number, nullable=False),
        sa.Column("ranges", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name="fk_lengths_path_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name="fk_lengths_capture_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("path_id", "capture_id", name="pk_lengths"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lengths_capture_id", "lengths", ["capture_id"])
