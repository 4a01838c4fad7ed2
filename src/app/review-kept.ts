import { join } from 'node:path';
import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import type { ReviewLabel } from '../core/review-result.ts';
import { readKept, writeKept } from '../store/kept-file.ts';
import type { ReviewSample } from './review-sample.ts';

const KIND = { name: 'review', version: 1 } as const;
const FILE = 'review.state';

const text = z.string();
const schema = z.object({
  /** Epoch ms. */
  made: z.number(),
  days: z.number(),
  strata: z.array(z.object({ name: text, shown: z.boolean(), lines: z.int().min(0) })),
  lines: z.array(
    z.object({
      ...{ id: text, time: z.number().nullable(), host: text.nullable(), app: text.nullable(), text },
      ...{ surprise: z.number(), stratum: z.int().min(0) },
    }),
  ),
  labels: z.array(z.enum(['odd', 'fine', 'skip']).nullable()),
  /** The share of odd lines was handed to the forests. */
  applied: z.boolean(),
});

/** A review as far as it has come. */
export interface KeptReview extends ReviewSample {
  readonly made: number;
  /** In the order of the lines; null where nobody has looked yet. */
  readonly labels: readonly (ReviewLabel | null)[];
  readonly applied: boolean;
}

/** The review of a state folder; null when there is none, or none that can be used. Throws STATE_FILE. */
export async function readReview(folder: string): Promise<KeptReview | null> {
  const kept = await readKept(join(folder, FILE), KIND);
  if (kept.state !== 'whole') return null;
  const { success, data } = schema.safeParse(kept.data);
  const fits =
    success &&
    data.labels.length === data.lines.length &&
    data.lines.every(({ stratum }) => stratum < data.strata.length);
  return fits ? data : null;
}

/** Keeps a review, so that it goes on another day. Throws STATE_FILE. */
export async function keepReview(folder: string, review: KeptReview): Promise<void> {
  await writeKept(join(folder, FILE), KIND, review);
}

/** A line of a file of labels: a word, or `{ "id": …, "label": … }`. */
const labelled = z.object({ id: text, label: z.enum(['odd', 'fine', 'skip']) });
const WORDS: ReadonlySet<string> = new Set(['odd', 'fine', 'skip']);

/**
 * Labels from a file: words are for the lines that nobody has looked at yet, in their order, objects for the line of
 * their id. Throws USAGE with the number of the line that is neither, or is for no line.
 */
export function withLabels(review: KeptReview, file: string): KeptReview {
  const labels = [...review.labels];
  const places = new Map(review.lines.map(({ id }, i) => [id, i]));
  for (const [i, row] of file.split('\n').entries()) {
    const said = row.trim();
    if (said === '') continue;
    const wrong = (what: string) => new LogsiftError('USAGE', `labels, line ${i + 1}: ${what}`);
    if (WORDS.has(said)) {
      const next = labels.indexOf(null);
      if (next < 0) throw wrong('all lines have a label already');
      labels[next] = said as ReviewLabel;
      continue;
    }
    const parsed = labelled.safeParse(jsonOf(said));
    if (!parsed.success) throw wrong('wanted odd, fine, skip, or {"id": …, "label": "odd"}');
    const place = places.get(parsed.data.id);
    if (place === undefined)
      throw wrong(`no line of the sample has the id ${JSON.stringify(parsed.data.id)}`);
    labels[place] = parsed.data.label;
  }
  return { ...review, labels };
}

function jsonOf(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return null;
  }
}
