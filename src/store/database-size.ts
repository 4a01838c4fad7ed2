import type Database from 'better-sqlite3';

const PAGES_A_STEP = 500;

/** Bytes of a database that hold something. */
export function sizeOf(db: Database.Database): number {
  const pragma = (name: string) => Number(db.pragma(name, { simple: true }));
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/** Gives pages back to the disk where a quarter of them is empty; a few, since others wait. */
export function giveBack(db: Database.Database): void {
  const pragma = (name: string) => Number(db.pragma(name, { simple: true }));
  const empty = pragma('freelist_count');
  if (empty < 2 * PAGES_A_STEP || empty < pragma('page_count') / 4) return;
  try {
    db.pragma(`incremental_vacuum(${PAGES_A_STEP})`);
  } catch {
    // On a full disk, or while another process holds it: another time.
  }
}
