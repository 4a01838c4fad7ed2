import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { ModelOrder } from '../core/detector.ts';
import { nextId } from './replica-keys.ts';

/** What a person wants of models, as it is kept. */
export interface KeptOrder {
  /** A running number. */
  readonly id: number;
  /** Epoch ms at which it was said. */
  readonly at: number;
  /** Who said it: a user of the system. */
  readonly by: string;
  readonly order: ModelOrder;
}

const name = z.string().min(1).max(200);
const modelOrder: z.ZodType<ModelOrder> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('retrain'), models: z.union([z.literal('all'), z.array(name)]) }),
  z.object({ kind: z.literal('rollback'), model: name, version: z.int().min(1) }),
  z.object({ kind: z.literal('contamination'), share: z.number().gt(0).max(0.5) }),
]);

/** Everything that people wanted of models, in order; nothing is changed. Writes belong into a transaction. */
export class ModelOrderStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Keeps what is wanted. Gives its number. */
  add({ at, by, order }: Omit<KeptOrder, 'id'>): number {
    const statement = this.#db.prepare(
      `INSERT INTO model_order (id, at, who, wanted) VALUES (${nextId('model_order')}, ?, ?, ?)`,
    );
    return Number(statement.run(at, by, JSON.stringify(order)).lastInsertRowid);
  }

  /** The latest, in the order in which they were said; what another version of logsift wrote is left out. */
  list(limit: number): KeptOrder[] {
    const statement = this.#db.prepare(
      'SELECT id, at, who AS by, wanted FROM model_order ORDER BY id DESC LIMIT ?',
    );
    const rows = statement.all(limit) as (Omit<KeptOrder, 'order'> & { readonly wanted: string })[];
    return rows.reverse().flatMap(({ wanted, ...rest }) => {
      const parsed = modelOrder.safeParse(JSON.parse(wanted));
      return parsed.success ? [{ ...rest, order: parsed.data }] : [];
    });
  }

  /** 0 when there is none, and a greater value whenever something was said, here or, late, on another machine. */
  get last(): number {
    const last = this.#db.prepare('SELECT coalesce(max(id), 0) + count(*) FROM model_order');
    return last.pluck().get() as number;
  }
}
