import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Notice } from '../core/notice.ts';
import { AcknowledgementStore } from './acknowledgements.ts';
import { ActionStore } from './actions.ts';
import { AnalysisStore } from './analyses.ts';
import { TokenStore } from './api-tokens.ts';
import { AuditStore } from './audit.ts';
import { openToRead } from './database.ts';
import { EventSearch, EventStore } from './events.ts';
import { FindingStore } from './findings.ts';
import { lockFolder } from './folder-lock.ts';
import { Disk, GuardedDatabase, type Need, type Written } from './guarded-database.ts';
import { IncidentStore } from './incidents.ts';
import { JudgementStore } from './judgements.ts';
import { EVENTS, STATE } from './migrations.ts';
import { ModelOrderStore } from './model-orders.ts';
import { Rollups } from './rollups.ts';
import { SessionStore } from './sessions.ts';
import { SilenceStore } from './silences.ts';
import { SnapshotStore, SnapshotView } from './snapshots.ts';
import { TicketStore } from './tickets.ts';
import { ToldView } from './told.ts';
import { UserStore } from './users.ts';

export interface StoreOptions {
  readonly folder: string;
  /** The wall clock, epoch ms. */
  now(): number;
  /** Is told what a person should know: a damaged file, a full disk, and that it is over. */
  notice(notice: Notice): void;
}

/** Of these tables all is wanted, and they are small beside the counts. */
const PRECIOUS = [
  ...['snapshot', 'chunk', 'series', 'finding', 'outbox', 'memo', 'judgement', 'change', 'model_order'],
  ...['silence', 'hidden', 'acknowledgement', 'action', 'action_note', 'used_link'],
  ...['analysis', 'analyst_hour', 'web_session', 'web_link', 'web_user', 'api_token', 'audit'],
];
const STATE_FILE = { name: 'state.db', migrations: STATE, precious: PRECIOUS } as const;
const EVENTS_FILE = { name: 'events.db', migrations: EVENTS, precious: [] } as const;

/**
 * What the daemon keeps, in one folder, for one process: `state.db` with what must not be lost, `events.db` with lines
 * that can be missed. All of it is used on one thread; every method returns when what it wrote is on the disk.
 */
export class Store {
  readonly folder: string;
  readonly snapshots: SnapshotStore;
  readonly rollups: Rollups;
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly judgements: JudgementStore;
  readonly orders: ModelOrderStore;
  readonly silences: SilenceStore;
  readonly acknowledgements: AcknowledgementStore;
  readonly actions: ActionStore;
  readonly tickets: TicketStore;
  readonly sessions: SessionStore;
  readonly users: UserStore;
  readonly tokens: TokenStore;
  readonly audit: AuditStore;
  readonly analyses: AnalysisStore;
  readonly events: EventStore;
  readonly #options: StoreOptions;
  readonly #disk: Disk;
  readonly #lock: { release(): void };
  readonly #state: GuardedDatabase;
  readonly #events: GuardedDatabase;
  #closed = false;

  private constructor(options: StoreOptions, lock: { release(): void }) {
    const { folder } = options;
    this.folder = folder;
    this.#options = options;
    this.#lock = lock;
    this.#disk = new Disk(folder, options);
    this.#disk.roomy();
    this.#state = new GuardedDatabase({ ...STATE_FILE, folder, disposable: false }, this.#disk);
    this.#events = new GuardedDatabase({ ...EVENTS_FILE, folder, disposable: true }, this.#disk);
    this.events = new EventStore(this.#events);
    this.rollups = new Rollups(this.#state.db, options);
    this.findings = new FindingStore(this.#state.db);
    this.incidents = new IncidentStore(this.#state.db);
    this.judgements = new JudgementStore(this.#state.db);
    this.orders = new ModelOrderStore(this.#state.db);
    this.silences = new SilenceStore(this.#state.db);
    this.acknowledgements = new AcknowledgementStore(this.#state.db);
    this.actions = new ActionStore(this.#state.db);
    this.tickets = new TicketStore(this.#state.db);
    this.sessions = new SessionStore(this.#state.db);
    this.users = new UserStore(this.#state.db);
    this.tokens = new TokenStore(this.#state.db);
    this.audit = new AuditStore(this.#state.db);
    this.analyses = new AnalysisStore(this.#state.db);
    this.snapshots = this.snapshotsOf('', { counts: true });
  }

  /** Throws STATE_LOCKED, STATE_NEWER, or STATE_FILE where the folder cannot be used. */
  static open(options: StoreOptions): Store {
    const lock = lockFolder(options.folder);
    try {
      return new Store(options, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** For members of this room. Writes go through `write`. */
  get state(): Database.Database {
    return this.#state.db;
  }

  /**
   * Snapshots of one of several units that keep theirs side by side: `detect`, `detect/3`, `decide`. What was counted up
   * to then is written with those of a unit that counts: with the counts of all, or its own. With a `fence` nothing is
   * kept any more once another node has the unit.
   */
  snapshotsOf(
    unit: string,
    { counts, fence }: { readonly counts: boolean | Rollups; readonly fence?: number },
  ): SnapshotStore {
    const counted = counts === true ? this.rollups : counts;
    return new SnapshotStore({
      ...{ unit, store: this.#state, disk: this.#disk, fence },
      // Lines before the position of a snapshot are not read again.
      together: () => {
        this.events.flush();
        return counted === false ? NOTHING : counted.cut();
      },
    });
  }

  /** Counts of one of several shards of detection; `rollups` are those of a process that counts everything. */
  countsOf(shard: number): Rollups {
    const counts = new Rollups(this.#state.db, this.#options);
    counts.countAs(shard);
    return counts;
  }

  /** One transaction on `state`; see `GuardedDatabase.write`. */
  write<T>(what: string, work: () => T, need: Need = 'must'): Written<T> {
    return this.#state.write(what, work, need);
  }

  /** Writes that were held back because of a full disk or a busy database, by what they were. */
  get shed(): ReadonlyMap<string, number> {
    return this.#disk.shed;
  }

  /** Whether there is room on the disk for what can be missed. */
  get roomy(): boolean {
    return this.#disk.roomy();
  }

  /** Bytes left on the disk. */
  get free(): number {
    return this.#disk.free;
  }

  /** Writes what waits. Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.events.flush();
    } finally {
      this.#state.close();
      this.#events.close();
      this.#lock.release();
    }
  }
}

const NOTHING = { write() {}, takeBack() {} };

/** What another process may read beside the daemon, or without one. */
export interface StoreView {
  readonly orders: ModelOrderStore;
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly judgements: JudgementStore;
  readonly silences: SilenceStore;
  readonly acknowledgements: AcknowledgementStore;
  readonly actions: ActionStore;
  readonly tickets: TicketStore;
  readonly sessions: SessionStore;
  readonly users: UserStore;
  readonly tokens: TokenStore;
  readonly audit: AuditStore;
  readonly analyses: AnalysisStore;
  readonly events: EventSearch;
  readonly rollups: Pick<Rollups, 'query' | 'top' | 'spread'>;
  readonly told: ToldView;
  readonly snapshots: SnapshotView;
  close(): void;
}

/** Opens a state folder to be looked into. Throws STATE_FILE where there is none, STATE_NEWER. */
export function viewStore(folder: string): StoreView {
  const state = openToRead({ ...STATE_FILE, path: join(folder, STATE_FILE.name) });
  try {
    const events = openToRead({ ...EVENTS_FILE, path: join(folder, EVENTS_FILE.name) });
    const close = () => {
      state.close();
      events.close();
    };
    const parts = {
      findings: new FindingStore(state),
      incidents: new IncidentStore(state),
      judgements: new JudgementStore(state),
      orders: new ModelOrderStore(state),
      silences: new SilenceStore(state),
      acknowledgements: new AcknowledgementStore(state),
      actions: new ActionStore(state),
      tickets: new TicketStore(state),
      sessions: new SessionStore(state),
      users: new UserStore(state),
      tokens: new TokenStore(state),
      audit: new AuditStore(state),
      analyses: new AnalysisStore(state),
      // Only asked: what has no number yet is in no bucket either.
      rollups: new Rollups(state, { now: () => Number.NaN }),
      told: new ToldView(state),
      snapshots: new SnapshotView(state),
    };
    return { ...parts, events: new EventSearch(events), close };
  } catch (error) {
    state.close();
    throw error;
  }
}
