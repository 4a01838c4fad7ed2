import type Database from 'better-sqlite3';
import { hashText } from '../kit/hash.ts';
import { nodeNumber } from './replica-keys.ts';
import { REPLICA_TABLES, type ReplicaTable } from './replica-tables.ts';

/** Appended and nothing looked for, as it is done within the transactions of others; what is there twice is found later. */
const NOTE = 'INSERT INTO replica_change (tbl, key) VALUES ($tbl, $key);';
/** Later than all that was known of the row, whatever the clocks say. `OR IGNORE` outside is not heeded by this clause. */
const STAMP = `INSERT INTO replica_stamp (tbl, key, at, node, gone)
  VALUES ($tbl, $key, CAST(unixepoch('subsec') * 1000 AS INTEGER), (SELECT node FROM replica_node), $gone)
  ON CONFLICT (tbl, key) DO UPDATE SET at = max(excluded.at, at + 1), node = excluded.node, gone = excluded.gone;`;

/**
 * Begins to note which rows change, whoever writes them; to be called in a transaction. What people said before is noted
 * as if it had been said now, where it is not known from elsewhere.
 */
export function switchOn(db: Database.Database, node: string): void {
  db.prepare(
    `INSERT INTO replica_node (one, node, number) VALUES (1, ?, ?)
     ON CONFLICT (one) DO UPDATE SET node = excluded.node, number = excluded.number`,
  ).run(node, nodeNumber(hashText(node)));
  for (const table of REPLICA_TABLES) {
    for (const [name, sql] of triggersOf(table)) {
      db.exec(`DROP TRIGGER IF EXISTS ${name}; ${sql}`);
    }
    if (table.owner !== 'people') continue;
    const key = keySql(table, '');
    db.prepare(
      `INSERT INTO replica_change (tbl, key) SELECT '${table.name}', ${key} FROM "${table.name}"
       WHERE (SELECT 1 FROM replica_stamp WHERE tbl = '${table.name}' AND key = ${key}) IS NULL`,
    ).run();
    db.prepare(
      `INSERT OR IGNORE INTO replica_stamp (tbl, key, at, node, gone)
       SELECT '${table.name}', ${key}, CAST(unixepoch('subsec') * 1000 AS INTEGER), ?, 0 FROM "${table.name}"`,
    ).run(node);
  }
  db.exec(`DROP TRIGGER IF EXISTS replica_snapshot;
    CREATE TRIGGER replica_snapshot AFTER INSERT ON snapshot BEGIN
      ${note('snapshot', 'json_array(NEW.unit, NEW.checksum)')} END;`);
}

/**
 * Does `work`, of which nothing is noted, as it is of other nodes; to be called in a transaction that writes, in which
 * nobody else can note anything.
 */
export function unnoted<T>(db: Database.Database, work: () => T): T {
  const last = db.prepare('SELECT coalesce(max(seq), 0) FROM replica_change').pluck().get();
  const done = work();
  db.prepare('DELETE FROM replica_change WHERE seq > ?').run(last);
  return done;
}

/** Notes nothing any more, and forgets what was noted; to be called in a transaction. What was said of rows stays. */
export function switchOff(db: Database.Database): void {
  for (const table of REPLICA_TABLES) {
    for (const [name] of triggersOf(table)) db.exec(`DROP TRIGGER IF EXISTS ${name}`);
  }
  db.exec('DROP TRIGGER IF EXISTS replica_snapshot; DELETE FROM replica_change; DELETE FROM replica_node;');
}

/** SQL of the key of a row, as JSON. */
export function keySql(table: ReplicaTable, of: string): string {
  return `json_array(${table.key.map(({ name }) => `${of}"${name}"`).join(', ')})`;
}

function triggersOf(table: ReplicaTable): [name: string, sql: string][] {
  const changed = table.key.map(({ name }) => `OLD."${name}" IS NOT NEW."${name}"`).join(' OR ');
  const trigger = (
    when: string,
    condition: string,
    [of, gone]: ['OLD' | 'NEW', boolean],
  ): [string, string] => {
    const name = `replica_${table.name}_${when.replaceAll(/\W+/g, '_').toLowerCase()}${gone ? '_gone' : ''}`;
    const key = keySql(table, `${of}.`);
    const stamp =
      table.owner === 'people' ? filled(STAMP, table.name, key).replace('$gone', gone ? '1' : '0') : '';
    const body = `${note(table.name, key)} ${stamp}`;
    return [name, `CREATE TRIGGER ${name} AFTER ${when} ON "${table.name}" ${condition} BEGIN ${body} END;`];
  };
  return [
    trigger('INSERT', '', ['NEW', false]),
    trigger('UPDATE', '', ['NEW', false]),
    trigger('UPDATE', `WHEN ${changed}`, ['OLD', true]),
    trigger('DELETE', '', ['OLD', true]),
  ];
}

function note(table: string, key: string): string {
  return filled(NOTE, table, key);
}

function filled(sql: string, table: string, key: string): string {
  return sql.replace('$tbl', `'${table}'`).replace('$key', key);
}
