import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { savedTailRate, TailRate } from '../ml/tail-rate.ts';
import { HourlyMost } from './hourly-most.ts';
import type { Reservoir } from './reservoir.ts';
import { savedEvidence } from './saved-evidence.ts';
import { savedCounters, WindowCounters } from './window-counters.ts';
import { type SampledMinute, WindowHistory } from './window-history.ts';
import { savedForests, savedWindowModels, WindowModels } from './window-models.ts';
import { COUNTED, type Spared, WindowSeries } from './window-series.ts';
import { FACTS, factsOf, type Spell, savedFacts, savedSpell } from './window-spells.ts';

/** All that the detector knows in one pass. */
export interface WindowState {
  readonly history: WindowHistory;
  readonly rate: TailRate;
  readonly spells: Spell[];
  /** Series that spoke in the present minute. */
  readonly active: readonly WindowSeries[];
  /** Epoch ms of the present minute; NaN and −∞ before the first. */
  readonly window: readonly [start: number, end: number];
  readonly seen: number;
  readonly span: [number, number] | null;
  /** Epoch ms up to which nothing could be seen last, −∞ when all could; and how much of such time there was. */
  readonly unseen: readonly [until: number, all: number];
  readonly counters: WindowCounters;
}

const COUNTERS = ['lines', 'errors', 'severity', 'graded', 'auth', 'links', 'news', 'captured'] as const;
const sums = z.array(z.number()).length(WindowSeries.fields);
const sample = z.strictObject({ seen: z.int().min(0), items: z.array(z.tuple([z.string(), savedFacts])) });

const savedWindows = z.strictObject({
  version: z.literal(3),
  all: z.strictObject({ sums, hours: z.array(z.number()).length(HourlyMost.fields) }),
  hosts: z.array(z.tuple([z.string(), sums])),
  samples: z.strictObject({ all: sample, hosts: sample }),
  keepers: savedWindowModels,
  models: savedForests,
  minutes: z.int().min(0),
  rate: savedTailRate,
  spells: z.array(savedSpell),
  active: z.array(
    z.strictObject({
      host: z.string(),
      time: z.number().nullable(),
      counters: z.array(z.number()).length(COUNTERS.length),
      spared: z.array(z.number()).length(COUNTED.length).nullable(),
      evidence: z.array(z.strictObject({ template: z.string(), rarity: z.number(), line: savedEvidence })),
    }),
  ),
  window: z.tuple([z.number(), z.number().nullable()]).nullable(),
  seen: z.number().min(0),
  span: z.tuple([z.number(), z.number()]).nullable(),
  unseen: z.tuple([z.number().nullable(), z.number()]),
  counters: savedCounters,
});
export type SavedWindows = z.input<typeof savedWindows>;

/** State as JSON can hold it; segments are not part of it, since a scan does not outlive its log. */
export function saveWindows(state: WindowState): SavedWindows {
  const { history, window } = state;
  const [samples] = history.samples;
  const ofSample = ({ seen, items }: Reservoir<SampledMinute>) => ({
    seen,
    items: items.map(({ series, facts }): [string, number[]] => [
      series.name ?? '',
      FACTS.map((name) => facts[name]),
    ]),
  });
  return {
    version: 3,
    all: { sums: history.all.save(), hours: history.all.hours?.save() ?? [] },
    hosts: [...history.hosts].map(([host, series]) => [host, series.save()]),
    samples: { all: ofSample(samples!.all), hosts: ofSample(samples!.hosts) },
    ...{ keepers: history.models.save(), models: history.models.saveForests(), minutes: history.minutes },
    ...{ rate: state.rate.save(), spells: structuredClone(state.spells), seen: state.seen, span: state.span },
    unseen: [Number.isFinite(state.unseen[0]) ? state.unseen[0] : null, state.unseen[1]],
    counters: state.counters.save(),
    active: state.active.map((series) => ({
      host: series.name ?? '',
      time: Number.isNaN(series.time) ? null : series.time,
      counters: COUNTERS.map((name) => series[name]),
      spared: series.spared === null ? null : COUNTED.map((name) => series.spared![name]),
      evidence: [...series.evidence],
    })),
    window: Number.isNaN(window[0]) ? null : [window[0], Number.isFinite(window[1]) ? window[1] : null],
  };
}

/** What `saveWindows` described; STATE_INVALID for anything else. */
export function loadWindows(state: unknown): WindowState {
  const parsed = savedWindows.safeParse(upgraded(state));
  if (!parsed.success) throw stateInvalid('windows', parsed.error);
  const saved = parsed.data;
  const history = new WindowHistory(1);
  history.loadSums(saved.all, saved.hosts);
  const [samples] = history.samples;
  for (const which of ['all', 'hosts'] as const) {
    const { seen, items } = saved.samples[which];
    const known = items.flatMap(([host, facts]) => {
      const series = which === 'all' ? history.all : history.hosts.get(host);
      return series === undefined ? [] : [{ series, facts: factsOf(facts) }];
    });
    if (known.length !== items.length)
      throw stateInvalid('windows', new Error('a minute of an unknown host'));
    samples![which].load(seen, known);
  }
  history.models.load(saved.keepers, saved.models);
  history.watch(-1);
  history.minutes = saved.minutes;
  const active = saved.active.map(({ host, time, counters, spared, evidence }) => {
    const series = history.series(host, Number.POSITIVE_INFINITY);
    series.time = time ?? Number.NaN;
    COUNTERS.forEach((name, i) => {
      series[name] = counters[i]!;
    });
    series.spared =
      spared === null ? null : (Object.fromEntries(COUNTED.map((name, i) => [name, spared[i]!])) as Spared);
    series.evidence = evidence;
    return series;
  });
  const [start, end] = saved.window ?? [Number.NaN, null];
  return {
    ...{ history, active, rate: TailRate.load(saved.rate), spells: [...saved.spells] },
    ...{ window: [start, end ?? Number.NEGATIVE_INFINITY], seen: saved.seen, span: saved.span },
    unseen: [saved.unseen[0] ?? Number.NEGATIVE_INFINITY, saved.unseen[1]],
    counters: WindowCounters.load(saved.counters),
  };
}

/** The forests of before there were versions of them are the first ones; the next are due. */
const first = z.looseObject({
  version: z.literal(1),
  forests: z.strictObject({ all: z.unknown(), hosts: z.unknown() }).nullable(),
  fitAt: z.number(),
  span: z.tuple([z.number(), z.number()]).nullable(),
});

/** Before counters of devices were looked at. */
const second = z.looseObject({ version: z.literal(2), counters: z.undefined().optional() });

function upgraded(state: unknown): unknown {
  const parsed = second.safeParse(withVersions(state));
  return parsed.success ? { ...parsed.data, version: 3, counters: [] } : state;
}

function withVersions(state: unknown): unknown {
  const parsed = first.safeParse(state);
  if (!parsed.success) return state;
  const { forests, fitAt: _, ...rest } = parsed.data;
  const [since, fittedAt] = rest.span ?? [null, 0];
  const versions = (saved: unknown) => (saved === null ? [] : [{ version: 1, fittedAt, rows: 0, saved }]);
  const { contamination, all, hosts } = new WindowModels().save();
  const aged = { since, last: 1 };
  return {
    ...rest,
    version: 2,
    keepers: { contamination, all: { ...all, ...aged }, hosts: { ...hosts, ...aged } },
    models: { all: versions(forests?.all ?? null), hosts: versions(forests?.hosts ?? null) },
  };
}
