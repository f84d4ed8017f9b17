"""The templates that endpoints had before, and where paths of services are no longer told apart."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("services", sa.Column("folds", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "former_templates",
        sa.Column("endpoint_id", _Number, nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("replaced_at", _Number, nullable=False),
        sa.Column("capture", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name="fk_former_templates_endpoint_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("endpoint_id", "template", name="pk_former_templates"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
