"""When each name was seen last, and the first exchange that shows it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("names", sa.Column("last_seen", _Number, nullable=False, server_default="0"))
    op.add_column("names", sa.Column("evidence", sa.Text(), nullable=False, server_default="[]"))
