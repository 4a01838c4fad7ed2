import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import type { MinedTemplate } from './mined-template.ts';

/** Kinds of line and ids in one message, and letters of all their words together. */
const MAX_KINDS = 512;
const MAX_IDS = 4096;
const MAX_LETTERS = 131_072;
/** A message is read up to 4 KiB, so that no kind of line has more words or longer ones. */
const MAX_TOKENS = 4_096;
const MAX_TOKEN = 4_097;

const toldKind = z.strictObject({
  /** Words and signs, a blank before those that had one, U+0001 for each value. */
  tokens: z.array(z.string().min(1).max(MAX_TOKEN)).max(MAX_TOKENS),
  /** Some slot was found by comparing lines. */
  generalised: z.boolean().optional(),
  /** Different lines that its slots took. */
  variety: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** Ids that stand for this kind of line today. */
  was: z
    .array(z.string().regex(/^[0-9a-f]{16}$/))
    .max(MAX_IDS)
    .optional(),
});

const templateNews = z.strictObject({ version: z.literal(1), kinds: z.array(toldKind).max(MAX_KINDS) });

/** A kind of line as one miner tells others of it. */
export type ToldKind = z.output<typeof toldKind>;
/** What a miner found since it was asked last. JSON-safe; may come twice and in any order. */
export type TemplateNews = z.output<typeof templateNews>;

/** Checks what came from another; throws MESSAGE_INVALID on anything but news of this version. */
export function readNews(message: unknown): TemplateNews {
  const read = templateNews.safeParse(message);
  if (!read.success) throw invalid(read.error.issues[0]!.path.join('.') || 'the whole', read.error);
  let letters = 0;
  let ids = 0;
  for (const { tokens, was } of read.data.kinds) {
    for (const token of tokens) letters += token.length;
    ids += was?.length ?? 0;
  }
  // One kind may be as long as a line; several may not be longer than what is told together.
  if (letters > MAX_LETTERS + MAX_TOKENS || ids > MAX_IDS) throw invalid('its size');
  return read.data;
}

function invalid(where: string, cause?: Error): LogsiftError {
  return new LogsiftError(
    'MESSAGE_INVALID',
    `Expected news of kinds of lines (version 1); what came is not that in ${where}. Run the same version of logsift everywhere.`,
    cause === undefined ? {} : { cause },
  );
}

/** Ids of which others were not told yet what they stand for. As many as there are ids, and no more. */
export class Untold {
  readonly #ids = new Map<string, MinedTemplate>();

  get size(): number {
    return this.#ids.size;
  }

  /** `id` is a template's own, or stands for it. */
  note(id: string, template: MinedTemplate): void {
    if (!template.catchAll) this.#ids.set(id, template);
  }

  forget(id: string): void {
    this.#ids.delete(id);
  }

  /** The oldest of them as one message; null when there are none. */
  take(): TemplateNews | null {
    const kinds = new Map<MinedTemplate, { told: ToldKind; was: string[] }>();
    let letters = 0;
    let ids = 0;
    for (const [id, template] of this.#ids) {
      const { current } = template;
      let kind = kinds.get(current);
      if (kind === undefined && !current.catchAll) {
        const length = current.tokens.reduce((sum, token) => sum + token.length, 0);
        if (kinds.size > 0 && (kinds.size === MAX_KINDS || letters + length > MAX_LETTERS)) break;
        letters += length;
        kind = toldOf(current);
        kinds.set(current, kind);
      }
      if (ids === MAX_IDS) break;
      this.#ids.delete(id);
      if (kind === undefined || id === current.id) continue;
      kind.was.push(id);
      ids++;
    }
    if (kinds.size === 0) return null;
    return { version: 1, kinds: [...kinds.values()].map(({ told, was }) => withIds(told, was)) };
  }
}

function toldOf({ tokens, generalised, variety }: MinedTemplate): { told: ToldKind; was: string[] } {
  const told: ToldKind = { tokens: [...tokens], ...(generalised ? { generalised, variety } : {}) };
  return { told, was: [] };
}

function withIds(told: ToldKind, was: string[]): ToldKind {
  return was.length === 0 ? told : { ...told, was };
}
