/** One step of a database's shape: SQL that takes it from the version before to the next. Never changed once released. */
export type Migration = string;

/**
 * The shape of `state.db`: what must not be lost. The version of a file (`user_version`) is how many steps of this
 * list it has had. A new table is a new step at the end.
 */
export const STATE: readonly Migration[] = [
  `CREATE TABLE snapshot (
     id INTEGER PRIMARY KEY, taken REAL NOT NULL, manifest TEXT NOT NULL, checksum TEXT NOT NULL) STRICT;
   CREATE TABLE chunk (
     id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
   CREATE TABLE series (
     id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, since REAL NOT NULL,
     UNIQUE (kind, name)) STRICT;
   CREATE TABLE rollup (
     id INTEGER PRIMARY KEY, width INTEGER NOT NULL, kind TEXT NOT NULL, start REAL NOT NULL,
     counts BLOB NOT NULL, UNIQUE (width, kind, start)) STRICT;
   CREATE TABLE finding (
     id TEXT PRIMARY KEY, detector TEXT NOT NULL, host TEXT, app TEXT, template TEXT, began REAL, ended REAL,
     first_seen REAL NOT NULL, last_seen REAL NOT NULL, rank REAL NOT NULL, json TEXT NOT NULL,
     verdict TEXT, verdict_at REAL, verdict_until REAL) STRICT;
   CREATE INDEX finding_last_seen ON finding (last_seen);`,
  `CREATE TABLE outbox (
     id INTEGER PRIMARY KEY, key TEXT NOT NULL, channel TEXT NOT NULL, version INTEGER NOT NULL,
     critical INTEGER NOT NULL, message TEXT NOT NULL, put REAL NOT NULL, due REAL NOT NULL,
     state TEXT NOT NULL, attempts INTEGER NOT NULL, reason TEXT, reference TEXT, settled REAL,
     UNIQUE (key, channel, version)) STRICT;
   CREATE INDEX outbox_next ON outbox (state, channel, critical DESC, id);
   CREATE TABLE memo (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;`,
  `CREATE TABLE incident (
     id TEXT PRIMARY KEY, state TEXT NOT NULL, began REAL, ended REAL, first_seen REAL NOT NULL,
     last_seen REAL NOT NULL, rank REAL NOT NULL, headline TEXT NOT NULL, json TEXT NOT NULL) STRICT;
   CREATE INDEX incident_began ON incident (began);
   CREATE TABLE incident_alias (alias TEXT PRIMARY KEY, id TEXT NOT NULL) STRICT;
   CREATE TABLE incident_host (host TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (host, id)) STRICT, WITHOUT ROWID;
   CREATE TABLE verdict (
     incident TEXT PRIMARY KEY, verdict TEXT NOT NULL, at REAL NOT NULL, until REAL, note TEXT) STRICT;
   CREATE TABLE change (
     id TEXT PRIMARY KEY, began REAL NOT NULL, ended REAL NOT NULL, what TEXT NOT NULL, told TEXT NOT NULL,
     host TEXT, app TEXT) STRICT;
   CREATE INDEX change_ended ON change (ended);`,
  // What an incident is known again by, so that thousands are compared without reading their stories.
  `ALTER TABLE incident ADD COLUMN kinds TEXT NOT NULL DEFAULT '[]';
   ALTER TABLE incident ADD COLUMN subjects TEXT NOT NULL DEFAULT '[]';
   CREATE INDEX incident_last_seen ON incident (last_seen);
   CREATE TABLE judgement (
     id INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, incident TEXT, verdict TEXT NOT NULL,
     until REAL, wide INTEGER NOT NULL, scopes TEXT NOT NULL, note TEXT, missed TEXT, taken_back REAL) STRICT;
   CREATE INDEX judgement_incident ON judgement (incident);`,
  `CREATE TABLE model_order (
     id INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, wanted TEXT NOT NULL) STRICT;`,
  // Silences as they were written, what they kept from being told, and who has taken up what.
  `CREATE TABLE silence (
     id TEXT PRIMARY KEY, made REAL NOT NULL, until REAL NOT NULL, written TEXT NOT NULL, expired REAL,
     expired_by TEXT) STRICT;
   CREATE TABLE hidden (
     silence TEXT NOT NULL, incident TEXT NOT NULL, at REAL NOT NULL, headline TEXT NOT NULL,
     PRIMARY KEY (silence, incident)) STRICT, WITHOUT ROWID;
   CREATE INDEX hidden_at ON hidden (at);
   CREATE TABLE acknowledgement (
     id INTEGER PRIMARY KEY, incident TEXT NOT NULL, at REAL NOT NULL, who TEXT NOT NULL, note TEXT) STRICT;`,
  // What may be and was done about incidents, the book of it, and links that were used.
  `CREATE TABLE action (
     id TEXT PRIMARY KEY, incident TEXT NOT NULL, playbook TEXT NOT NULL, plan TEXT NOT NULL, state TEXT NOT NULL,
     takes_back TEXT, who TEXT NOT NULL, at REAL NOT NULL, outcome TEXT NOT NULL, output TEXT NOT NULL) STRICT;
   CREATE INDEX action_state ON action (state, at);
   CREATE INDEX action_incident ON action (incident);
   CREATE TABLE action_note (
     id INTEGER PRIMARY KEY, at REAL NOT NULL, action TEXT NOT NULL, state TEXT NOT NULL, who TEXT NOT NULL,
     detail TEXT NOT NULL) STRICT;
   CREATE TABLE used_link (mark TEXT PRIMARY KEY, at REAL NOT NULL) STRICT, WITHOUT ROWID;`,
  // What was said of incidents, and what asking for it cost.
  `CREATE TABLE analysis (
     incident TEXT PRIMARY KEY, at REAL NOT NULL, revision TEXT NOT NULL, signature TEXT NOT NULL,
     times INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
   CREATE INDEX analysis_at ON analysis (at);
   CREATE INDEX analysis_signature ON analysis (signature, at);
   CREATE TABLE analyst_hour (
     hour TEXT PRIMARY KEY, calls INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
     money REAL NOT NULL, answered INTEGER NOT NULL, failed INTEGER NOT NULL, cached INTEGER NOT NULL,
     refused INTEGER NOT NULL) STRICT;
   CREATE TABLE known_user (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;`,
  // Who may look at the dashboard and ask the API, and who did what there. Of secrets only hashes are kept.
  `CREATE TABLE web_session (
     mark TEXT PRIMARY KEY, name TEXT, made REAL NOT NULL, seen REAL NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE web_link (mark TEXT PRIMARY KEY, until REAL NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE web_user (
     name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL, must_change INTEGER NOT NULL,
     made REAL NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE api_token (
     mark TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scope TEXT NOT NULL, who TEXT NOT NULL,
     made REAL NOT NULL, until REAL, used REAL) STRICT, WITHOUT ROWID;
   CREATE TABLE audit (
     id INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, signed_in TEXT, address TEXT NOT NULL,
     what TEXT NOT NULL, about TEXT NOT NULL, status INTEGER NOT NULL) STRICT;`,
  // Several machines: whose a snapshot is, marks that are the same everywhere where numbers are not, and the books of
  // what travels (`replica-*.ts`).
  `ALTER TABLE snapshot ADD COLUMN unit TEXT NOT NULL DEFAULT '';
   ALTER TABLE acknowledgement ADD COLUMN mark TEXT;
   UPDATE acknowledgement SET mark = lower(hex(randomblob(8)));
   CREATE UNIQUE INDEX acknowledgement_mark ON acknowledgement (mark);
   ALTER TABLE action_note ADD COLUMN mark TEXT;
   UPDATE action_note SET mark = lower(hex(randomblob(8)));
   CREATE UNIQUE INDEX action_note_mark ON action_note (mark);
   ALTER TABLE audit ADD COLUMN mark TEXT;
   UPDATE audit SET mark = lower(hex(randomblob(8)));
   CREATE UNIQUE INDEX audit_mark ON audit (mark);
   CREATE TABLE replica_node (
     one INTEGER PRIMARY KEY CHECK (one = 1), node TEXT NOT NULL, number INTEGER NOT NULL, position TEXT) STRICT;
   CREATE TABLE replica_change (seq INTEGER PRIMARY KEY, tbl TEXT NOT NULL, key TEXT NOT NULL) STRICT;
   CREATE TABLE replica_stamp (
     tbl TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, node TEXT NOT NULL, gone INTEGER NOT NULL,
     PRIMARY KEY (tbl, key)) STRICT, WITHOUT ROWID;
   CREATE TABLE replica_source (
     id INTEGER PRIMARY KEY, node TEXT NOT NULL, life TEXT NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
     UNIQUE (node, life)) STRICT;
   CREATE TABLE replica_part (
     node TEXT NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (node, part)) STRICT;
   CREATE TABLE replica_unit (unit TEXT PRIMARY KEY, fence INTEGER NOT NULL, sent TEXT NOT NULL) STRICT;`,
];

/** The shape of `events.db`: lines that were kept, and can be missed. */
export const EVENTS: readonly Migration[] = [
  // Clustered by time: written at the end, searched backwards from there, forgotten from the front.
  `CREATE TABLE event (
     received INTEGER NOT NULL, id TEXT NOT NULL, time REAL, host TEXT, app TEXT, severity INTEGER,
     template TEXT, mark TEXT, source TEXT NOT NULL, file TEXT, line INTEGER, raw TEXT NOT NULL, bytes BLOB,
     PRIMARY KEY (received, id)) STRICT, WITHOUT ROWID;`,
  // A line without a time is placed by when it was read, which is another time after a crash.
  'CREATE UNIQUE INDEX event_untimed ON event (id) WHERE time IS NULL;',
];
