import { join } from 'node:path';
import Database from 'better-sqlite3';
import { LogsiftError } from '../core/errors.ts';
import { AcknowledgementStore } from './acknowledgements.ts';
import { ActionStore } from './actions.ts';
import { AnalysisStore } from './analyses.ts';
import { TokenStore } from './api-tokens.ts';
import { AuditStore } from './audit.ts';
import { codeOf, openToRead } from './database.ts';
import { IncidentStore } from './incidents.ts';
import { JudgementStore } from './judgements.ts';
import { lockHolder } from './lock-holder.ts';
import { STATE } from './migrations.ts';
import { ModelOrderStore } from './model-orders.ts';
import { SessionStore } from './sessions.ts';
import { SilenceStore } from './silences.ts';
import { Store } from './store.ts';
import { TicketStore } from './tickets.ts';
import { UserStore } from './users.ts';

/** What people write beside the daemon. */
export interface Writable {
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
}

/** Longer than the daemon ever holds the database. */
const PATIENCE = 10_000;

/**
 * One transaction on a state folder, whether a daemon is at work on it or not; on the disk when this returns. Throws
 * STATE_LOCKED when the database stays busy, STATE_FILE, STATE_NEWER.
 *
 * @param now epoch ms of the wall clock
 */
export function writeBeside<T>(folder: string, now: () => number, work: (state: Writable) => T): T {
  if (!isHeld(folder)) {
    try {
      return alone(folder, now, work);
    } catch (error) {
      // A daemon has just been started.
      if (!(error instanceof LogsiftError && error.code === 'STATE_LOCKED')) throw error;
    }
  }
  return beside(folder, work);
}

/** Whether a daemon is at work on a folder; throws STATE_FILE where that cannot be found out. */
export function isHeld(folder: string): boolean {
  try {
    return lockHolder(folder) !== null;
  } catch (error) {
    const reason = (error as Error).message;
    throw new LogsiftError('STATE_FILE', `Cannot look into the state folder ${folder}: ${reason}`, {
      cause: error,
    });
  }
}

function alone<T>(folder: string, now: () => number, work: (state: Writable) => T): T {
  const store = Store.open({ folder, now, notice: () => {} });
  try {
    const written = store.write('verdict', () => work(store));
    if (written.ok) return written.value;
    throw new LogsiftError(
      'STATE_FILE',
      `Nothing could be written in ${folder}: the disk is ${written.reason}.`,
    );
  } finally {
    store.close();
  }
}

function beside<T>(folder: string, work: (state: Writable) => T): T {
  const path = join(folder, 'state.db');
  // Says what is wrong with the file, if anything is.
  openToRead({ path, migrations: STATE }).close();
  const db = new Database(path, { timeout: PATIENCE, fileMustExist: true });
  try {
    db.pragma('synchronous = FULL');
    const state = {
      incidents: new IncidentStore(db),
      judgements: new JudgementStore(db),
      orders: new ModelOrderStore(db),
      silences: new SilenceStore(db),
      acknowledgements: new AcknowledgementStore(db),
      actions: new ActionStore(db),
      tickets: new TicketStore(db),
      sessions: new SessionStore(db),
      users: new UserStore(db),
      tokens: new TokenStore(db),
      audit: new AuditStore(db),
      analyses: new AnalysisStore(db),
    };
    return db.transaction(() => work(state)).immediate();
  } catch (error) {
    if (error instanceof LogsiftError) throw error;
    const busy = codeOf(error).startsWith('SQLITE_BUSY');
    const text = busy
      ? `The database ${path} is busy. Try again.`
      : `Cannot write the database ${path}: ${(error as Error).message}`;
    throw new LogsiftError(busy ? 'STATE_LOCKED' : 'STATE_FILE', text, { cause: error });
  } finally {
    db.close();
  }
}
