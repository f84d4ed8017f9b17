"""Files of folders that are watched, and messages that are still to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "watched",
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", _Number, nullable=False),
        sa.Column("modified", _Number, nullable=False),
        sa.Column("inode", _Number, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("told", _Number, nullable=False),
        sa.Column("gone", _Number, nullable=False),
        sa.PrimaryKeyConstraint("folder", "name", name="pk_watched"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "messages",
        sa.Column("id", _Number, nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("made", _Number, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sqlite_strict=True,
    )
