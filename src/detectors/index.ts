import type { DetectorDefinition } from '../core/detector.ts';
import burst from './burst.ts';
import chronic from './chronic.ts';
import forecast from './forecast.ts';
import lines from './lines.ts';
import novelty from './novelty.ts';
import outcome from './outcome.ts';
import peer from './peer.ts';
import rate from './rate.ts';
import rhythm from './rhythm.ts';
import rule from './rule.ts';
import sequence from './sequence.ts';
import shape from './shape.ts';
import silence from './silence.ts';
import threat from './threat.ts';
import value from './value.ts';
import windows from './windows.ts';

/** Every detector, in the order in which they see an event. */
export const allDetectors: readonly DetectorDefinition[] = [
  rule,
  novelty,
  burst,
  chronic,
  outcome,
  silence,
  rate,
  value,
  forecast,
  windows,
  lines,
  sequence,
  threat,
  rhythm,
  shape,
  peer,
];

/** Those that look when nobody says otherwise. */
export const detectors: readonly DetectorDefinition[] = allDetectors.filter(
  ({ optional }) => optional !== true,
);
