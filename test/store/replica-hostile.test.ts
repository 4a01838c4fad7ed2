import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { STATE } from '../../src/store/migrations.ts';
import { sliceOf, slicesOf } from '../../src/store/replica-slices.ts';
import { REPLICA_TABLES } from '../../src/store/replica-tables.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { NOW, newFolder, openStore } from './places.ts';
import { madeNode, type Node, tablesOf } from './replica-places.ts';

type Head = { [key: string]: unknown };

const GOOD: Head = {
  ...{
    version: 1,
    schema: STATE.length,
    node: 'a',
    units: [['decide', 1]],
    image: null,
    ranges: [],
    snapshots: [],
  },
  tables: [['memo', ['name', 'json']]],
  rows: [[0, false, 0, '', ['lanes', '{}']]],
};
let numbers = 0;

/** An entry of this head, and what comes behind it. */
function entryOf(head: unknown, behind = Buffer.alloc(0)): Buffer {
  const json = Buffer.from(typeof head === 'string' ? head : JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return slicesOf(Buffer.concat([length, json, behind]), { life: 'l', number: ++numbers })[0]!;
}

function applied(node: Node, entry: Buffer): unknown {
  try {
    return node.in.apply(entry, { node: 'a', position: '1' }).state;
  } catch (error) {
    return error instanceof LogsiftError ? error.code : error;
  }
}

const row = (
  table: string,
  columns: readonly string[],
  cells: readonly unknown[],
  more: Head = {},
): Head => ({
  ...GOOD,
  ...{ tables: [[table, columns]], rows: [[0, false, 0, '', cells]] },
  ...more,
});

describe('entries that somebody else made', () => {
  it.each<[string, unknown]>([
    ['of a table that does not travel', row('replica_node', ['one'], [1])],
    ['of a table whose name is SQL', row('memo"; DROP TABLE memo; --', ['name'], ['x'])],
    ['of a table of everybody', row('sqlite_schema', ['name'], ['x'])],
    ['with a column that there is not', row('memo', ['name', 'json', 'x'], ['a', '{}', 1])],
    [
      'with a column that is of the folder',
      row('outbox', ['key', 'channel', 'version', 'id'], ['a', 'b', 1, 1]),
    ],
    ['with a column twice', row('memo', ['name', 'json', 'json'], ['a', '{}', '{}'])],
    ['without their key', row('memo', ['json'], ['{}'])],
    ['with too few values', row('memo', ['name', 'json'], ['a'])],
    ['with a number for text', row('memo', ['name', 'json'], ['a', 5])],
    ['with JSON that is none', row('memo', ['name', 'json'], ['a', '{'])],
    ['with text for a number', row('used_link', ['mark', 'at'], ['a', 'x'])],
    ['with a blob for text', row('memo', ['name', 'json'], ['a', { b: 2 }])],
    ['with NULL where there is none', row('memo', ['name', 'json'], ['a', null])],
    ['with an object', row('memo', ['name', 'json'], ['a', { toString: 1 }])],
    ['with a number beyond all numbers', row('judgement', ['id'], [2 ** 53])],
    ['of a table beyond the list', { ...GOOD, rows: [[7, false, 0, '', ['a', '{}']]] }],
    ['with a time beyond all times', { ...GOOD, rows: [[0, false, 1e300, '', ['a', '{}']]] }],
    ['of another node', { ...GOOD, node: 'b' }],
    ['with a key of its own', { ...GOOD, more: 1 }],
    ['with a prototype', JSON.stringify(GOOD).replace('{', '{"__proto__":{"version":1},')],
    ['that nest', `{"version":1,"schema":1,"rows":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['that are no JSON', '{"version":'],
    ['of an older version than any', { ...GOOD, version: 0 }],
    [
      'whose snapshot has a checksum that is none',
      { ...GOOD, snapshots: [{ unit: 'decide', taken: 1, manifest: '', checksum: 'x', chunks: [] }] },
    ],
  ])('are refused with nothing done: rows %s', (_, head) => {
    const node = madeNode('b');
    const before = tablesOf(node);
    expect(applied(node, entryOf(head))).toBe('MESSAGE_INVALID');
    expect(tablesOf(node)).toEqual(before);
    expect(node.in.position).toBeNull();
    // What is right is taken behind it.
    expect(applied(node, entryOf(GOOD))).toBe('applied');
    expect(node.in.counters).toMatchObject({ rows: 1, applied: 1 });
  });

  it.each<[string, Head]>([
    ['database', { ...GOOD, schema: STATE.length + 1, tables: [['later', ['x']]] }],
    ['message', { ...GOOD, version: 2, whatever: 1 }],
  ])('of a later version of the %s are not passed over', (_, head) => {
    const node = madeNode('b');
    expect(applied(node, entryOf(head))).toBe('STATE_NEWER');
    expect(node.in.position).toBeNull();
  });

  it('of an older version are taken without the columns that it did not know', () => {
    const node = madeNode('b');
    node.store.write('t', () => node.store.findings.put([{ ...madeFinding(1), id: 'f' }], NOW));
    const columns = ['id', 'detector', 'first_seen', 'last_seen', 'rank', 'json'];
    const older = row('finding', columns, ['f', 'rate', 1, 2, 3, '{}'], { schema: 1 });
    const host = () => node.store.state.prepare('SELECT detector, host FROM finding').all();
    const [before] = host() as { host: string }[];
    expect(applied(node, entryOf(older))).toBe('applied');
    expect(host()).toEqual([{ detector: 'rate', host: before!.host }]);
  });

  it('which are cut, changed, or made of chance never do harm (5,000)', () => {
    const node = madeNode('b');
    const a = madeNode('a');
    a.out.own('decide', 1);
    a.store.write('t', () => {
      a.store.findings.put([madeFinding(1)], NOW);
      a.store.silences.add({ id: 's', made: NOW, until: NOW, written: '{}' });
    });
    const [entry] = a.out.take()!.entries;
    const before = JSON.stringify(Object.keys(tablesOf(node)));
    const changed = fc.array(fc.tuple(fc.nat({ max: entry!.length - 1 }), fc.nat({ max: 255 })), {
      maxLength: 6,
    });
    const hostile = fc.oneof(
      fc.tuple(changed, fc.nat({ max: entry!.length })).map(([bytes, length]) => {
        const copy = Buffer.from(entry!);
        for (const [at, byte] of bytes) copy[at] = byte;
        return length % 3 === 0 ? copy.subarray(0, length) : copy;
      }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    );
    const seen = new Set<unknown>();
    fc.assert(
      fc.property(hostile, (bytes) => {
        const state = applied(node, bytes);
        seen.add(state);
        expect(['applied', 'waiting', 'repeated', 'torn', 'MESSAGE_INVALID', 'STATE_NEWER']).toContain(state);
      }),
      { numRuns: 5000 },
    );
    expect(seen).toContain('MESSAGE_INVALID');
    expect(JSON.stringify(Object.keys(tablesOf(node)))).toBe(before);
    expect(node.store.state.pragma('integrity_check', { simple: true })).toBe('ok');
  });
});

it('what travels is named as it is in the database, all of it or on purpose not', () => {
  const { store } = openStore(newFolder());
  const here = new Map<string, readonly string[]>();
  const tables = store.state
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as string[];
  for (const table of tables) {
    here.set(
      table,
      store.state.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all() as string[],
    );
  }
  const left = [...here.keys()].filter((name) => !REPLICA_TABLES.some((table) => table.name === name)).sort();
  const books = ['change', 'node', 'part', 'source', 'stamp', 'unit'].map((name) => `replica_${name}`);
  expect(left).toEqual(['chunk', ...books, 'snapshot', 'web_link']);
  for (const { name, columns } of REPLICA_TABLES) {
    const unsaid = here.get(name)!.filter((column) => !columns.some((one) => one.name === column));
    const ofTheFolder = ['acknowledgement', 'action_note', 'audit', 'outbox', 'rollup'].includes(name)
      ? ['id']
      : [];
    expect(unsaid, name).toEqual(ofTheFolder);
    const info = store.state
      .prepare(`SELECT name, type, "notnull", pk FROM pragma_table_info('${name}')`)
      .all() as {
      readonly name: string;
      readonly type: string;
      readonly notnull: number;
      readonly pk: number;
    }[];
    for (const { name: column, kind, nullable } of columns) {
      const { type, notnull, pk } = info.find((one) => one.name === column)!;
      expect({ INTEGER: 'int', REAL: 'real', TEXT: 'text', BLOB: 'blob' }[type], `${name}.${column}`).toBe(
        kind === 'json' ? 'text' : kind,
      );
      if (column !== 'mark') expect(nullable, `${name}.${column}`).toBe(notnull === 0 && pk === 0);
    }
  }
});

it('a slice says where it belongs', () => {
  const bytes = Buffer.from('x'.repeat(1_200_000));
  const slices = slicesOf(bytes, { life: 'life', number: 7 }).map(sliceOf);
  expect(slices.map(({ part, parts, number, life }) => [part, parts, number, life])).toEqual([
    [0, 3, 7, 'life'],
    [1, 3, 7, 'life'],
    [2, 3, 7, 'life'],
  ]);
  expect(Buffer.concat(slices.map(({ data }) => data)).equals(bytes)).toBe(true);
});
