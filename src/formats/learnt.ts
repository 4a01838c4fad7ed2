import { defineFormat, type Format } from '../core/format.ts';
import type { LearntHeader } from './learn-header.ts';

/** The format of one input whose header was learnt from its own lines. */
export function learntFormat(_header: LearntHeader): Format {
  return { ...learnt, parse: () => false };
}

const learnt = defineFormat({
  name: 'learnt',
  describe: 'a header nobody knows, learnt from the columns that all lines share',
  specificity: 0.3,
  parse: () => false,
});

export default learnt;
