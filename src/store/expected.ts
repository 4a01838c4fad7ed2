import { join } from 'node:path';
import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { findingKey } from '../core/expected.ts';
import type { Finding } from '../core/finding.ts';
import { readKept, setAside, writeKept } from './kept-file.ts';

const KIND = { name: 'expected', version: 1 } as const;
const MAX_ENTRIES = 10_000;
/** Ms after which a running daemon has heard of a mark. */
const HEARD_AFTER = 15_000;

const schema = z.array(
  z.object({
    id: z.string().regex(/^[0-9a-f]{8,16}$/),
    /** Epoch ms of the mark, and until when it holds; null for always. */
    since: z.number(),
    until: z.number().nullable(),
  }),
);

/** A finding that a person called fine. */
export type ExpectedEntry = z.infer<typeof schema>[number];

/** What a person said is fine: findings that are left out from now on. */
export class ExpectedList {
  readonly #path: string;
  #entries: ExpectedEntry[];
  /** What a person should know about how it was read. */
  readonly notes: readonly string[];

  private constructor(path: string, entries: ExpectedEntry[], notes: readonly string[]) {
    this.#path = path;
    this.#entries = entries;
    this.notes = notes;
  }

  /** Reads the list of a state folder; one that cannot be used is set aside, and an empty one begun. */
  static async read(folder: string): Promise<ExpectedList> {
    const path = join(folder, 'expected.zst');
    let kept = await readKept(path, KIND);
    if (kept.state === 'whole') {
      const parsed = schema.safeParse(kept.data);
      if (parsed.success) return new ExpectedList(path, parsed.data, []);
      kept = await setAside(path, 'an entry is not what it should be');
    }
    const notes =
      kept.state === 'absent'
        ? []
        : [
            `the list of what is expected cannot be used, so nothing is: ${kept.reason}; it is now ${kept.aside}`,
          ];
    return new ExpectedList(path, [], notes);
  }

  get entries(): readonly ExpectedEntry[] {
    return this.#entries;
  }

  /** Whether a finding is called fine at a time (epoch ms). */
  covers(finding: Finding, now: number): boolean {
    if (this.#entries.length === 0) return false;
    const key = findingKey(finding);
    return this.#entries.some(
      ({ id, until }) => (until === null || now < until) && (key.startsWith(id) || finding.id === id),
    );
  }

  /** The same of a finding that came at a time of the log, epoch ms: what was marked later does not reach back. */
  coversAt(finding: Finding, time: number): boolean {
    const by = this.#entries.filter(({ since }) => since + HEARD_AFTER <= time);
    return by.length > 0 && new ExpectedList('', by, []).covers(finding, time);
  }

  /** Marks a finding by its id as printed; an earlier mark of it is replaced. Throws USAGE for what is no id. */
  add(entry: ExpectedEntry): void {
    const id = entry.id.toLowerCase();
    if (!/^[0-9a-f]{8,16}$/.test(id)) {
      const wanted = 'the id that scan prints behind a finding, such as 3fa9c2d1';
      throw new LogsiftError('USAGE', `expected wants ${wanted}; got ${JSON.stringify(entry.id)}.`);
    }
    const others = this.#entries.filter((one) => one.id !== id);
    this.#entries = [...others, { ...entry, id }].slice(-MAX_ENTRIES);
  }

  /** Takes marks back; false when there was none. */
  remove(id: string): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((one) => one.id !== id.toLowerCase());
    return this.#entries.length < before;
  }

  /** Writes the list, without what has run out. Throws STATE_FILE. */
  async save(now: number): Promise<void> {
    this.#entries = this.#entries.filter(({ until }) => until === null || now < until);
    await writeKept(this.#path, KIND, this.#entries);
  }
}
