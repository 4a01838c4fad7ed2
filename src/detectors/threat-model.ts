import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { type BoostedTrees, restoreBoostedTrees } from '../ml/index.ts';
import { FEATURES } from './threat-features.ts';
// Made by `node scripts/train-threat.ts`.
import shipped from './threat-model.json' with { type: 'json' };

/** Attempts that are known to be a threat (1) or not (0). */
export interface Known {
  readonly row: readonly number[];
  readonly label: number;
}

const file = z.object({
  version: z.literal(1),
  features: z.tuple(FEATURES.map((name) => z.literal(name)) as [z.ZodLiteral, ...z.ZodLiteral[]]),
  model: z.unknown(),
  /** Little-endian 32-bit floats in base64, and a digit for each row. */
  rows: z.base64(),
  labels: z.string().regex(/^[01]+$/),
});

/** The trees that ship with logsift, and some of what they were grown from. Throws STATE_INVALID when they are broken. */
export function shippedThreats(): { readonly model: BoostedTrees; readonly known: readonly Known[] } {
  const parsed = file.safeParse(shipped);
  if (!parsed.success) throw stateInvalid('threat model', parsed.error);
  const { model, rows, labels } = parsed.data;
  const bytes = Uint8Array.from(Buffer.from(rows, 'base64'));
  const values = new Float32Array(bytes.buffer, 0, bytes.length >> 2);
  const width = FEATURES.length;
  if (values.length !== labels.length * width)
    throw stateInvalid('threat model', new Error('rows are missing'));
  return {
    model: restoreBoostedTrees(model),
    known: Array.from(labels, (label, i) => ({
      row: [...values.subarray(i * width, (i + 1) * width)],
      label: Number(label),
    })),
  };
}
