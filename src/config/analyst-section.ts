import { z } from 'zod';
import { duration } from '../core/option-values.ts';
import { type ConfigMember, familyMember } from './family.ts';

/** Dollars for a million tokens. */
export interface TokenPrice {
  readonly input: number;
  readonly output: number;
}

const price = z.number({ error: 'wants dollars, such as 0.25' }).min(0).max(10_000);

/** What a language model may be asked, and what that may cost. Nothing is asked without it. */
export function analystSection(llms: readonly ConfigMember[]) {
  return z
    .strictObject({
      provider: familyMember(llms).describe('Which service answers; see llms.md.'),
      privacy: z
        .enum(['pseudonyms', 'plain'])
        .default('pseudonyms')
        .describe(
          'What leaves: `pseudonyms` puts other words in the place of hosts, addresses and people, `plain` leaves them. Secrets are cut in either case.',
        ),
      limits: limits(),
      deadline: duration({ min: '1s', max: '10m' })
        .prefault('20s')
        .describe('An answer that takes longer is not waited for.'),
      prices: z
        .record(
          z.string().min(1).max(200),
          z.strictObject({
            input: price.describe('Of what is asked.'),
            output: price.describe('Of what is answered.'),
          }),
        )
        .default({})
        .describe('What models cost, in dollars for a million tokens; for those that llms.md does not list.'),
    })
    .optional()
    .describe('A language model that explains incidents; none is asked if absent. See llms.md.');
}

function limits() {
  const count = (most: number) => z.int().min(0).max(most);
  return z
    .strictObject({
      calls_per_minute: count(1000).default(6).describe('Questions a minute, at most.'),
      calls_per_day: count(1_000_000).default(300).describe('Questions a day, at most.'),
      tokens_per_day: count(1_000_000_000)
        .default(1_000_000)
        .describe('Tokens a day, asked and answered, at most.'),
      cost_per_day: z
        .number()
        .min(0)
        .max(10_000)
        .default(0.5)
        .describe('Dollars a day, at most; without a price for the model only the other limits hold.'),
    })
    .prefault({})
    .describe('What it may take. Beyond that incidents are explained by logsift itself.');
}
