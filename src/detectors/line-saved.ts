import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { type IsolationForest, restoreIsolationForest } from '../ml/index.ts';
import { savedTailRate, TailRate } from '../ml/tail-rate.ts';
import { type OddLine, savedOddLine } from './line-matter.ts';
import type { SampledLine } from './line-rows.ts';
import { LineState } from './line-state.ts';
import type { Reservoir } from './reservoir.ts';

/** All that the detector knows in one pass. */
export interface LinesState {
  readonly states: readonly (readonly [template: string, state: LineState])[];
  readonly sample: Reservoir<SampledLine>;
  readonly forest: IsolationForest | null;
  readonly rate: TailRate;
  readonly odd: readonly OddLine[];
  readonly lines: number;
  readonly fitAt: number;
  readonly span: [number, number] | null;
}

const savedLines = z.strictObject({
  version: z.literal(1),
  /** Template id, text, program, lines, looks. */
  states: z.array(
    z.tuple([z.string(), z.string(), z.string().nullable(), z.number(), z.array(z.int().min(0))]).readonly(),
  ),
  sample: z.strictObject({ seen: z.int().min(0), items: z.array(z.tuple([z.string(), z.int().min(0)])) }),
  // Checked where it is restored.
  forest: z.unknown().nullable(),
  rate: savedTailRate,
  odd: z.array(savedOddLine),
  lines: z.int().min(0),
  fitAt: z.int().min(0),
  span: z.tuple([z.number(), z.number()]).nullable(),
});
export type SavedLines = z.input<typeof savedLines>;

/** State as JSON can hold it; segments are not part of it, since a scan does not outlive its log. */
export function saveLines(state: LinesState): SavedLines {
  const ids = new Map(state.states.map(([id, one]) => [one, id]));
  const items = state.sample.items.map(({ state: one, look }): [string, number] => [
    ids.get(one.current) ?? '',
    look,
  ]);
  return {
    version: 1,
    states: [...state.states]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { text, app, lines, looks }]) => [id, text, app, lines[0]!, [...looks.keys()]]),
    sample: { seen: state.sample.seen, items },
    forest: state.forest?.save() ?? null,
    rate: state.rate.save(),
    odd: structuredClone([...state.odd]),
    ...{ lines: state.lines, fitAt: state.fitAt, span: state.span === null ? null : [...state.span] },
  };
}

/** What `saveLines` described, the sample into the one given; STATE_INVALID for anything else. */
export function loadLines(state: unknown, sample: Reservoir<SampledLine>): LinesState {
  const parsed = savedLines.safeParse(state);
  if (!parsed.success) throw stateInvalid('lines', parsed.error);
  const saved = parsed.data;
  const states = new Map<string, LineState>();
  for (const [id, text, app, lines, looks] of saved.states) {
    const one = new LineState(text, app);
    one.lines[0] = lines;
    for (const look of looks) one.learn(look, -1);
    states.set(id, one);
  }
  const items = saved.sample.items.flatMap(([id, look]) => {
    const known = states.get(id);
    return known === undefined ? [] : [{ state: known, look }];
  });
  if (items.length !== saved.sample.items.length) {
    throw stateInvalid('lines', new Error('the sample holds a line of an unknown kind'));
  }
  sample.load(saved.sample.seen, items);
  return {
    states: [...states],
    sample,
    forest: saved.forest === null ? null : restoreIsolationForest(saved.forest),
    rate: TailRate.load(saved.rate),
    ...{ odd: saved.odd, lines: saved.lines, fitAt: saved.fitAt, span: saved.span },
  };
}
