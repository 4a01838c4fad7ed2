import { seededRandom } from '../src/kit/random.ts';
import { SeriesDetector, type SeriesOptions, TailCalibrator } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';

const SEEDS = 30;
const VALUES = 100_000;
/** Of uncorrected surprise; nominal are .001 and 1e-5. */
const BARS = { three: { least: 0.0005, most: 0.002 }, five: { most: 3e-5 } };

/** What a stream is made from: normal and uniform numbers. */
interface Chance {
  readonly normal: () => number;
  readonly uniform: () => number;
}

type Stream = (chance: Chance) => (i: number) => number;

const wave = (i: number, period: number) => Math.sin((2 * Math.PI * i) / period);

/** Streams in which nothing happens, by kind. */
const STREAMS: Readonly<
  Record<'quiet' | 'scores' | 'discrete' | 'drifting', Readonly<Record<string, Stream>>>
> = {
  quiet: {
    normal: ({ normal }) => normal,
    exponential:
      ({ uniform }) =>
      () =>
        -Math.log(1 - uniform()),
    'heavy-tailed, lognormal':
      ({ normal }) =>
      () =>
        Math.exp(normal()),
    'heavy-tailed, Student 3':
      ({ normal }) =>
      () =>
        normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3),
    'heavy-tailed, Pareto 2':
      ({ uniform }) =>
      () =>
        (1 - uniform()) ** -0.5,
    'seasonal, by the day':
      ({ normal }) =>
      (i) =>
        3 * wave(i, 1440) + normal(),
    'seasonal, by the week':
      ({ normal }) =>
      (i) =>
        3 * wave(i, 1440) + 2 * wave(i, 10_080) + normal(),
    'seasonal, multiplied':
      ({ normal }) =>
      (i) =>
        Math.exp(wave(i, 288) + 0.5 * normal()),
  },
  scores: {
    'series, normal': ({ normal }) => scored(normal),
    'series, lognormal': ({ normal }) => scored(() => Math.exp(normal())),
    'series, seasonal': ({ normal }) => scored((i) => 10 * wave(i, 288) + normal()),
    'series, counts of mean 3': (chance) => scored(() => count(chance, 3), { kind: 'count' }),
  },
  discrete: {
    'counts of mean 3': (chance) => () => count(chance, 3),
    'counts of mean 0.1': (chance) => () => count(chance, 0.1),
    'one in a thousand':
      ({ uniform }) =>
      () =>
        uniform() < 0.001 ? 1 : 0,
    'one in twenty thousand':
      ({ uniform }) =>
      () =>
        uniform() < 0.00005 ? 1 : 0,
    rounded:
      ({ normal }) =>
      () =>
        Math.round(3 * normal()) / 3,
    constant: () => () => 7,
  },
  drifting: {
    'up by 5 deviations':
      ({ normal }) =>
      (i) =>
        normal() + (5 * i) / VALUES,
    'up by 50 deviations':
      ({ normal }) =>
      (i) =>
        normal() + (50 * i) / VALUES,
    'four times wider':
      ({ normal }) =>
      (i) =>
        normal() * (1 + (3 * i) / VALUES),
    'twenty times larger':
      ({ normal }) =>
      (i) =>
        Math.exp((3 * i) / VALUES + 0.5 * normal()),
    'a slow random walk': ({ normal }) => {
      let level = 0;
      return () => {
        level += 0.02 * normal();
        return level + normal();
      };
    },
  },
};

/** The scores that a series detector gives to a quiet series, a value every five minutes. */
function scored(made: (i: number) => number, options: SeriesOptions = {}): (i: number) => number {
  const detector = new SeriesDetector(options);
  return (i) => detector.observe(i * 300_000, made(i));
}

/** How often a calibrated stream surprises although nothing happens: 30 seeds of 100,000 values. */
export default async function calibration(): Promise<Result[]> {
  return Object.entries(STREAMS).flatMap(([kind, streams]) =>
    Object.entries(streams).flatMap(([name, stream]) => {
      const { three, five } = shares(stream);
      const title = `calibration, ${kind}, ${name}`;
      const results: Result[] = [
        { name: `${title}: share ≥ 3`, value: three, unit: '', bar: BARS.three.most, better: 'lower' },
        {
          ...{ name: `${title}: share ≥ 5`, value: five, unit: '', better: 'lower' },
          // Scores of a learner have a tail of two pieces, which no fit follows so far out.
          ...(kind === 'scores' ? {} : { bar: BARS.five.most }),
        },
      ];
      if (kind === 'quiet' || kind === 'scores') {
        const bar = BARS.three.least;
        results.push({
          name: `${title}: share ≥ 3, at least`,
          value: three,
          unit: '',
          bar,
          better: 'higher',
        });
      }
      return results;
    }),
  );
}

function shares(stream: Stream): { three: number; five: number } {
  let three = 0;
  let five = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const uniform = seededRandom(seed);
    const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const next = stream({ normal, uniform });
    const calibrator = new TailCalibrator();
    for (let i = 0; i < VALUES; i++) {
      const value = next(i);
      const surprise = calibrator.score(value);
      if (surprise >= 3) three++;
      if (surprise >= 5) five++;
      calibrator.learn(value);
    }
  }
  return { three: three / (SEEDS * VALUES), five: five / (SEEDS * VALUES) };
}

/** A count with a mean, as of lines in a minute (Poisson). */
function count({ uniform }: Chance, mean: number): number {
  const limit = Math.exp(-mean);
  let k = 0;
  for (let product = uniform(); product > limit; product *= uniform()) k++;
  return k;
}
