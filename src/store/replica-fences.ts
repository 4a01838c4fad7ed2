import type Database from 'better-sqlite3';

/** Those units for which nobody with a greater fence has spoken; from now on nobody with a smaller one may. In a transaction. */
export function answerable(db: Database.Database, units: ReadonlyMap<string, number>): string[] {
  return [...units].filter(([unit, fence]) => raiseFence(db, unit, fence)).map(([unit]) => unit);
}

/** Notes who may speak for a unit; false where somebody with a greater fence has. In a transaction. */
export function raiseFence(db: Database.Database, unit: string, fence: number): boolean {
  const known = db.prepare('SELECT fence FROM replica_unit WHERE unit = ?').pluck().get(unit);
  if (typeof known === 'number' && fence < known) return false;
  if (known === fence) return true;
  db.prepare(
    `INSERT INTO replica_unit (unit, fence, sent) VALUES (?, ?, '[]')
     ON CONFLICT (unit) DO UPDATE SET fence = excluded.fence`,
  ).run(unit, fence);
  return true;
}

/** Whether somebody with a greater fence speaks for a unit. */
export function isDeposed(db: Database.Database, unit: string, fence: number): boolean {
  const known = db.prepare('SELECT fence FROM replica_unit WHERE unit = ?').pluck().get(unit);
  return typeof known === 'number' && fence < known;
}
