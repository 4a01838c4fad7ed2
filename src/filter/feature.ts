import { z } from 'zod';
import { duration } from '../core/option-values.ts';
import { faultOf } from './pattern.ts';
import type { Conditions } from './rule.ts';
import { conditionsOf, listOf, matchSchema } from './rule-schema.ts';

export const AGGREGATES = ['count', 'sum', 'mean', 'min', 'max', 'distinct'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** A number of one's own: what is reckoned of which lines, for each host or for all together. */
export interface Feature {
  readonly name: string;
  readonly match: Conditions;
  readonly aggregate: Aggregate;
  /** Finds the value in the text of a line, by its first group where it has one; null for `count`. */
  readonly value: string | null;
  readonly per: 'host' | 'all';
  readonly unit: string | null;
  /** Ms. */
  readonly every: number;
}

const LONGEST_PATTERN = 2000;
const MOST_FEATURES = 200;
const pattern = z
  .string()
  .min(1)
  .max(LONGEST_PATTERN)
  .superRefine((source, context) => {
    const fault = faultOf(source);
    if (fault !== null) context.addIssue({ code: 'custom', message: `wants a pattern of RE2: ${fault}` });
  });

const feature = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .describe('What the number is, as a person would say it: `failed payments`.'),
    match: matchSchema
      .superRefine(({ regex }, context) => {
        for (const source of listOf(regex) ?? []) {
          const fault = faultOf(source);
          if (fault !== null)
            context.addIssue({
              code: 'custom',
              path: ['regex'],
              message: `wants a pattern of RE2: ${fault}`,
            });
        }
      })
      .describe('Which lines it is of, as in a rule: `app`, `host`, `severity`, `regex`, `fields`.'),
    aggregate: z
      .enum(AGGREGATES)
      .default('count')
      .describe(
        'What is reckoned of them: how many, or of their values the sum, mean, least, most, or how many different ones.',
      ),
    value: pattern
      .optional()
      .describe('Pattern whose first group is the value, such as `took (\\d+) ms`; not for `count`.'),
    per: z.enum(['host', 'all']).default('host').describe('One number for each host, or one for all.'),
    unit: z.string().max(12).optional().describe('Such as `ms` or `%`.'),
    every: duration({ min: '10s', max: '1d' }).prefault('1m').describe('How often it is reckoned.'),
  })
  .superRefine(({ aggregate, value }, context) => {
    if ((aggregate === 'count') === (value === undefined)) return;
    const message =
      aggregate === 'count' ? 'is not for count: it counts lines' : `is missing: ${aggregate} is of values`;
    context.addIssue({ code: 'custom', path: ['value'], message });
  })
  .transform(
    ({ match, value = null, unit = null, ...rest }): Feature => ({
      ...{ ...rest, value, unit, match: conditionsOf(match) },
    }),
  );

/** `features:` of the configuration: numbers of one's own, judged like any metric. */
export const featuresSchema = z
  .array(feature)
  .max(MOST_FEATURES)
  .superRefine((all, context) => {
    for (const [index, { name }] of all.entries()) {
      if (all.findIndex((one) => one.name === name) === index) continue;
      const message = 'wants a name of its own: another feature has this one';
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    }
  });
