import { shardOfKind, shardOfSeries } from './series-names.ts';

/** What a column holds; `json` is text that is JSON. A `?` behind it: or NULL. */
export type ColumnKind = 'text' | 'json' | 'int' | 'real' | 'blob';

export interface ReplicaColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly nullable: boolean;
}

/** Who writes a table: `people` on any machine, the last word counts; else one machine at a time. */
export type TableOwner = 'people' | 'decide' | 'detect';

/** A table whose rows travel. Columns that are not named here are of this folder alone. */
export interface ReplicaTable {
  readonly name: string;
  readonly owner: TableOwner;
  /** Columns by which every machine knows a row, the first of `columns`. */
  readonly key: readonly ReplicaColumn[];
  readonly columns: readonly ReplicaColumn[];
}

/**
 * The tables that travel, and nothing but these: all SQL of the replication is made of this list. Snapshots and their
 * pieces travel by themselves (`replica-snapshots.ts`). Not here: `web_link`, which is of the machine that made it.
 */
export const REPLICA_TABLES: readonly ReplicaTable[] = [
  table(
    'judgement',
    'people',
    'id int',
    'at real, who text, incident text?, verdict text, until real?, wide int, scopes json, note text?, missed json?, taken_back real?',
  ),
  table('verdict', 'people', 'incident text', 'verdict text, at real, until real?, note text?'),
  table(
    'silence',
    'people',
    'id text',
    'made real, until real, written json, expired real?, expired_by text?',
  ),
  table('acknowledgement', 'people', 'mark text', 'incident text, at real, who text, note text?'),
  table('change', 'people', 'id text', 'began real, ended real, what text, told text, host text?, app text?'),
  table('model_order', 'people', 'id int', 'at real, who text, wanted json'),
  table(
    'action',
    'people',
    'id text',
    'incident text, playbook text, plan json, state text, takes_back text?, who text, at real, outcome text, output text',
  ),
  table('action_note', 'people', 'mark text', 'at real, action text, state text, who text, detail text'),
  table('used_link', 'people', 'mark text', 'at real'),
  table(
    'analysis',
    'people',
    'incident text',
    'at real, revision text, signature text, times int, json json',
  ),
  table('web_session', 'people', 'mark text', 'name text?, made real, seen real'),
  table('web_user', 'people', 'name text', 'role text, password text, must_change int, made real'),
  table(
    'api_token',
    'people',
    'mark text',
    'id text, name text, scope text, who text, made real, until real?, used real?',
  ),
  table(
    'audit',
    'people',
    'mark text',
    'at real, who text, signed_in text?, address text, what text, about text, status int',
  ),
  // Tickets are asked for anywhere; what became of a message is true whoever says it.
  table(
    'outbox',
    'people',
    'key text, channel text, version int',
    'critical int, message json, put real, due real, state text, attempts int, reason text?, reference text?, settled real?',
  ),
  table('known_user', 'people', 'name text', ''),
  table(
    'finding',
    'decide',
    'id text',
    'detector text, host text?, app text?, template text?, began real?, ended real?, first_seen real, last_seen real, rank real, json json, verdict text?, verdict_at real?, verdict_until real?',
  ),
  table(
    'incident',
    'decide',
    'id text',
    'state text, began real?, ended real?, first_seen real, last_seen real, rank real, headline text, json json, kinds json, subjects json',
  ),
  table('incident_alias', 'decide', 'alias text', 'id text'),
  table('incident_host', 'decide', 'host text, id text', ''),
  table('hidden', 'decide', 'silence text, incident text', 'at real, headline text'),
  table('memo', 'decide', 'name text', 'json json'),
  table(
    'analyst_hour',
    'decide',
    'hour text',
    'calls int, input_tokens int, output_tokens int, money real, answered int, failed int, cached int, refused int',
  ),
  table('series', 'detect', 'id int', 'kind text, name text, since real'),
  table('rollup', 'detect', 'width int, kind text, start real', 'counts blob'),
];

/** The tables by name. */
export const REPLICA_TABLE: ReadonlyMap<string, ReplicaTable> = new Map(
  REPLICA_TABLES.map((one) => [one.name, one]),
);

/** Whether a unit (`detect`, `detect/3`, `decide`) writes rows of a table. */
export function writes(unit: string, { owner }: Pick<ReplicaTable, 'owner'>): boolean {
  return unit === owner || unit.startsWith(`${owner}/`);
}

/** Whether a unit writes the row of a key: shards of detection count in the same tables. */
export function writesRow(unit: string, table: ReplicaTable, [first, second]: readonly unknown[]): boolean {
  if (table.owner !== 'detect') return writes(unit, table);
  const shard = table.name === 'series' ? shardOfSeries(Number(first)) : shardOfKind(String(second));
  return unit === `detect/${shard}` || (shard === 0 && unit === 'detect');
}

function table(name: string, owner: TableOwner, key: string, rest: string): ReplicaTable {
  const keys = columnsOf(key);
  return { name, owner, key: keys, columns: [...keys, ...columnsOf(rest)] };
}

function columnsOf(list: string): ReplicaColumn[] {
  return list
    .split(', ')
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', kind = ''] = one.split(' ');
      const nullable = kind.endsWith('?');
      return { name, kind: (nullable ? kind.slice(0, -1) : kind) as ColumnKind, nullable };
    });
}
