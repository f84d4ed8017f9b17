"""The application protocols that encrypted connections show."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("coverage", sa.Column("protocols", sa.Text(), nullable=False, server_default="[]"))
