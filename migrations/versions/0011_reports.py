"""What reports told that know when they were made last: the captures by then, and findings."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", _Number, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", _Number, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("name", name="uq_reports_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "report_captures",
        sa.Column("report_id", _Number, nullable=False),
        sa.Column("capture_id", _Number, nullable=False),
        sa.Column("last_seen", _Number, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_report_captures_report_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name="fk_report_captures_capture_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "capture_id", name="pk_report_captures"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_captures_capture_id", "report_captures", ["capture_id"])
    op.create_table(
        "report_findings",
        sa.Column("report_id", _Number, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("accepted", _Number, nullable=False),
        sa.Column("waiver", sa.Text(), nullable=False),
        sa.Column("gone", _Number, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_report_findings_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", "fingerprint", name="pk_report_findings"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
