"""Tables of imports: each committed file, and what it replaced, so that it can be undone."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from data.register.tables import Base


class ImportBatch(Base):
    """One committed import of a register file; the file's name is not kept.

    A final one can no longer be undone: what it replaced is kept by month, or was purged.
    """

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    imported_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    rows: Mapped[int]
    visits_added: Mapped[int]
    visits_replaced: Mapped[int]
    visits_unchanged: Mapped[int]
    undone_at: Mapped[datetime | None]
    final: Mapped[bool] = mapped_column(default=False, server_default=false())


class ImportReplaced(Base):
    """A record as it was before an import replaced it, so that the import can be undone."""

    __tablename__ = "import_replaced"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), index=True)
    record: Mapped[dict[str, object]] = mapped_column(JSON)
