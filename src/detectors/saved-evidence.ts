import { z } from 'zod';
import type { Evidence } from '../core/finding.ts';

/** Evidence as it is saved. */
export const savedEvidence: z.ZodType<Evidence> = z.strictObject({
  source: z.string(),
  file: z.string().exactOptional(),
  line: z.number().exactOptional(),
  text: z.string(),
});
