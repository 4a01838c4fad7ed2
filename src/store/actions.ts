import type Database from 'better-sqlite3';
import type { Action, ActionNote, ActionPlan, ActionState } from '../core/action.ts';
import { hashText } from '../kit/hash.ts';
import { NEW_MARK } from './replica-keys.ts';

/** Offers are let go of beyond that, the oldest first; what somebody asked for stays. */
const MOST_OFFERED = 5000;
const MOST_OUTPUT = 8192;

interface Row {
  readonly id: string;
  readonly plan: string;
  readonly state: ActionState;
  readonly takes_back: string | null;
  readonly who: string;
  readonly at: number;
  readonly outcome: string;
  readonly output: string;
}

/** Who asks, and when (epoch ms). */
export interface Word {
  readonly by: string;
  readonly now: number;
}

/**
 * What may be, is and was done about incidents, with a book of every change that is only ever added to. Writes belong
 * into a transaction.
 */
export class ActionStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Keeps what could be done, until somebody says so; what is known already stays as it is. */
  offer(plan: ActionPlan, now: number): void {
    const added = this.#add(plan, { state: 'offered', takesBack: null, now });
    if (!added) return;
    const all = this.#db
      .prepare("SELECT count(*) FROM action WHERE state = 'offered'")
      .pluck()
      .get() as number;
    if (all <= MOST_OFFERED) return;
    this.#db
      .prepare(
        `DELETE FROM action WHERE id IN (
           SELECT id FROM action WHERE state = 'offered' ORDER BY at, id LIMIT ?)`,
      )
      .run(all - MOST_OFFERED);
  }

  /** Asks for an action. Gives why not, where it was asked for before and is not to be done twice. */
  approve(plan: ActionPlan, { by, now }: Word): ActionState | null {
    this.offer(plan, now);
    const state = this.get(plan.id)!.state;
    if (state === 'approved' || state === 'running' || state === 'done' || state === 'unknown') return state;
    this.#change(plan.id, { state: 'approved', by, now, outcome: '', output: '' });
    return null;
  }

  /** Asks for what takes an action back. Gives why not; `null` where it will be done. */
  undo(id: string, { by, now }: Word): ActionState | 'none' | null {
    const done = this.get(id);
    if (done === null || done.undo === null || done.takesBack !== null) return 'none';
    if (done.state !== 'done' && done.state !== 'unknown' && done.state !== 'failed') return done.state;
    const plan = { ...done, id: hashText(`undo\0${id}`), argv: done.undo, undo: null };
    this.#add(plan, { state: 'offered', takesBack: id, now });
    const { state } = this.get(plan.id)!;
    if (state === 'approved' || state === 'running' || state === 'done') return state;
    this.#change(plan.id, { state: 'approved', by, now, outcome: '', output: '' });
    return null;
  }

  /** A step of an action that goes on: begun, ended, or not begun at all. */
  became(
    id: string,
    state: ActionState,
    how: { readonly now: number; readonly outcome: string; readonly output?: string },
  ): void {
    const { by } = this.get(id)!;
    this.#change(id, { state, by, now: how.now, outcome: how.outcome, output: how.output ?? '' });
  }

  get(id: string): Action | null {
    const row = this.#db.prepare('SELECT * FROM action WHERE id = ?').get(id) as Row | undefined;
    return row === undefined ? null : actionOf(row);
  }

  /** Of one incident, or of all: the latest change first. */
  list(wanted: { readonly incident?: string; readonly limit: number }): Action[] {
    const where = wanted.incident === undefined ? '' : 'WHERE incident = ?';
    const given = wanted.incident === undefined ? [] : [wanted.incident];
    const rows = this.#db
      .prepare(`SELECT * FROM action ${where} ORDER BY at DESC, id LIMIT ?`)
      .all(...given, wanted.limit) as Row[];
    return rows.map(actionOf);
  }

  /** In one state, the longest so first. */
  inState(state: ActionState): Action[] {
    const rows = this.#db.prepare('SELECT * FROM action WHERE state = ? ORDER BY at, id').all(state) as Row[];
    return rows.map(actionOf);
  }

  /** How often a playbook was asked for since then (epoch ms) by `by`. */
  askedFor(playbook: string, by: string, since: number): number {
    return this.#db
      .prepare(
        `SELECT count(*) FROM action_note JOIN action ON action.id = action_note.action
         WHERE action.playbook = ? AND action_note.who = ? AND action_note.state = 'approved' AND action_note.at > ?`,
      )
      .pluck()
      .get(playbook, by, since) as number;
  }

  /** The book, the latest first. */
  notes(limit: number): ActionNote[] {
    return this.#db
      .prepare('SELECT at, action, state, who AS by, detail FROM action_note ORDER BY id DESC LIMIT ?')
      .all(limit) as ActionNote[];
  }

  #add(
    plan: ActionPlan,
    { state, takesBack, now }: { state: ActionState; takesBack: string | null; now: number },
  ): boolean {
    const { id, incident, playbook, describe, argv, undo, values, dryRun, timeout } = plan;
    const json = JSON.stringify({ id, incident, playbook, describe, argv, undo, values, dryRun, timeout });
    return (
      this.#db
        .prepare(
          `INSERT OR IGNORE INTO action (id, incident, playbook, plan, state, takes_back, who, at, outcome, output)
           VALUES (?, ?, ?, ?, ?, ?, '', ?, '', '')`,
        )
        .run(id, incident, playbook, json, state, takesBack, now).changes > 0
    );
  }

  #change(
    id: string,
    to: { state: ActionState; by: string; now: number; outcome: string; output: string },
  ): void {
    const { state, by, now, outcome } = to;
    const output = to.output.slice(0, MOST_OUTPUT);
    this.#db
      .prepare('UPDATE action SET state = ?, who = ?, at = ?, outcome = ?, output = ? WHERE id = ?')
      .run(state, by, now, outcome, output, id);
    const { argv } = this.get(id)!;
    this.#db
      .prepare(
        `INSERT INTO action_note (at, action, state, who, detail, mark) VALUES (?, ?, ?, ?, ?, ${NEW_MARK})`,
      )
      .run(now, id, state, by, state === 'approved' ? JSON.stringify(argv) : outcome);
  }
}

function actionOf({ plan, state, takes_back: takesBack, who: by, at, outcome, output }: Row): Action {
  return { ...(JSON.parse(plan) as ActionPlan), state, takesBack, by, at, outcome, output };
}
