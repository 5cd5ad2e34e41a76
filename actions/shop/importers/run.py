"""An import from beginning to end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from actions.shop.database import open_database
from actions.shop.errors import ShopError
from actions.shop.importers.checkpoint import Checkpoint, Progress
from actions.shop.importers.errors import ImportFileError, ImportStoppedError
from actions.shop.importers.formats import Source, open_source
from actions.shop.importers.parsed import ParsedProduct, Unheard
from actions.shop.importers.report import ImportReport, SkipLog
from actions.shop.importers.spool import Spool
from actions.shop.importers.store import CatalogueWriter, Outcome, too_long
from settings import get_settings

_BATCH = 200


def import_file(path: Path, format_name: str | None = None, url: str | None = None) -> ImportReport:
    """Take a product file over into the shop; one that was interrupted goes on where it stopped.

    Products are matched by handle. Those that are not in the file stay as they are, and so does
    everything when the file is imported again.

    Args:
        path: The file.
        format_name: ``shopify``, ``google-xml`` or ``google-tsv``; None to look at the file.
        url: SQLAlchemy URL of the shop; None for the one in the settings.

    Raises:
        ImportFileError: The file cannot be read to its end (nothing is stored then), or, as
            ``ImportStoppedError``, the import stopped half-way (what was done is kept).
        ShopError: The database is missing, locked or out of reach.
    """
    source = open_source(path, format_name)
    database = open_database(url)
    writer = CatalogueWriter(database)
    writer.check()
    folder = get_settings().state_dir / "imports"
    run = _Run(source, writer, SkipLog(folder / f"{path.stem}-skipped.csv"))
    try:
        with closing(run.skips), closing(Spool()) as spool:
            count = run.read(spool)
            checkpoint = Checkpoint(folder, path, source.format.name, database.name)
            run.store(spool, count, checkpoint)
            return run.report()
    except (OSError, sqlite3.Error) as error:
        raise run.stopped(
            f"a file could not be read or written ({error}); TACTFUL_STATE_DIR and the folder "
            "for temporary files must be writable and have space"
        ) from error
    except ShopError as error:
        if run.stored_now == 0:
            raise
        raise run.stopped(str(error).rstrip(".")) from error
    except KeyboardInterrupt as error:
        raise run.stopped("interrupted") from error


class _Run:
    def __init__(self, source: Source, writer: CatalogueWriter, skips: SkipLog) -> None:
        self.skips = skips
        self.stored_now = 0
        self._source = source
        self._writer = writer
        self._progress = Progress()
        self._resumed_after = 0
        self._notes: list[str] = []

    def read(self, spool: Spool) -> int:
        """Read the whole file, before anything is stored; returns the number of products."""
        path = self._source.path
        with tqdm(
            total=path.stat().st_size,
            desc="Reading",
            unit="B",
            unit_scale=True,
            leave=False,
            disable=None,
        ) as bar:
            for row in self._source.rows(self.skips, lambda at: bar.update(at - bar.n)):
                spool.add(row)
        count = spool.finish()
        if count == 0:
            why = f" (for example, {self.skips.first[0].text()})" if self.skips.first else ""
            raise ImportFileError(
                path, f"there is no product in it{why}", "Export the products again."
            )
        return count

    def store(self, spool: Spool, count: int, checkpoint: Checkpoint) -> None:
        """Store the products in batches, and note after each how far it is."""
        self._progress = self._begin(spool, checkpoint.read())
        self._resumed_after = self._progress.done
        with tqdm(
            total=count,
            initial=self._progress.done,
            desc="Storing",
            unit=" products",
            leave=False,
            disable=None,
        ) as bar:
            for batch in self._batches(spool):
                self._store(batch)
                checkpoint.write(self._progress)
                bar.update(len(batch))
        checkpoint.remove()

    def _begin(self, spool: Spool, progress: Progress) -> Progress:
        """Return where to go on: where a checkpoint says, if the shop agrees."""
        if not progress.done:
            return progress
        if not progress.last_handle:
            return progress  # all of them were skipped
        rows = spool.product(progress.last_handle)
        last = self._source.format.product_of(rows, Unheard()) if rows else None
        if last is not None and self._writer.holds(last):
            return progress
        self._notes.append(
            "An earlier run of this file was interrupted, but the shop has changed since: "
            "began at the first product again."
        )
        return Progress()

    def _batches(self, spool: Spool) -> Iterator[Sequence[ParsedProduct | None]]:
        """Yield products of the file in batches, from where to go on; None for unusable ones."""
        batch: list[ParsedProduct | None] = []
        for at, rows in enumerate(spool.products()):
            # Also of those that are done, so that the report has all that was left out.
            product = self._source.format.product_of(rows, self.skips)
            if product is not None and (problem := too_long(product)) is not None:
                self.skips.add(product.line, *problem)
                product = None
            if at < self._resumed_after:
                continue
            batch.append(product)
            if len(batch) == _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _store(self, batch: Sequence[ParsedProduct | None]) -> None:
        products = [product for product in batch if product is not None]
        outcomes = self._writer.store(products, self.skips) if products else []
        self.stored_now += len(products)
        done = self._progress
        self._progress = replace(
            done,
            done=done.done + len(batch),
            last_handle=products[-1].handle if products else done.last_handle,
            created=done.created + outcomes.count(Outcome.CREATED),
            updated=done.updated + outcomes.count(Outcome.UPDATED),
            unchanged=done.unchanged + outcomes.count(Outcome.UNCHANGED),
            skipped=done.skipped + len(batch) - len(products),
        )

    def report(self) -> ImportReport:
        """Return what was done."""
        return ImportReport(
            file=self._source.path.name,
            format_label=self._source.format.label,
            encoding=self._source.encoding.label,
            created=self._progress.created,
            updated=self._progress.updated,
            unchanged=self._progress.unchanged,
            skipped=self._progress.skipped,
            skipped_lines=tuple(sorted(self.skips.first, key=lambda skipped: skipped.line)),
            skipped_line_count=self.skips.count,
            skipped_file=self.skips.file,
            resumed_after=self._resumed_after,
            notes=tuple(self._notes),
        )

    def stopped(self, cause: str) -> ImportStoppedError:
        """Return the error that says how far it came."""
        done = self._progress.done
        kept = f"after {done:,} products, which are kept" if done else "before the first product"
        again = "it goes on from there" if done else "it begins anew"
        return ImportStoppedError(
            self._source.path, f"stopped {kept}: {cause}", f"Run the import again: {again}."
        )
