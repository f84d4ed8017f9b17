"""When exchanges were seen, and how long their answers took."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("observations", sa.Column("times", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("observations", sa.Column("latencies", sa.Text(), nullable=False, server_default="[]"))
