import { readdirSync, readFileSync } from 'node:fs';
import { LogsiftError } from '../core/errors.ts';
import { parseRules } from './parse-rules.ts';
import type { Rule } from './rule.ts';

const PACKS = new URL('./packs/', import.meta.url);
const MOST_BYTES = 8 * 1024 * 1024;

export interface RuleSelection {
  /** Files of rules, in order of precedence. */
  readonly files?: readonly string[];
  /** Without the packs that come with logsift. */
  readonly noPacks?: boolean;
}

/**
 * Rules in order of precedence: those of the files as they stand, then what the packs escalate or keep, then what
 * they drop, so that no pack drops what another one escalates; at the end the common words of pack `general`. Throws RULES_INVALID with `file:line:column` for what
 * is not understood, and for a file that cannot be read.
 */
export function loadRules(selection: RuleSelection = {}): Rule[] {
  const ids = new Map<string, string>();
  const own = (selection.files ?? []).flatMap((file) => parseRules({ text: textOf(file), file, ids }));
  const packs = selection.noPacks === true ? [] : packRules();
  return [...own, ...packs];
}

let packed: readonly Rule[] | null = null;

/** Rules of the packs, read once. */
function packRules(): readonly Rule[] {
  if (packed !== null) return packed;
  const files = readdirSync(PACKS)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const rules = files.flatMap((name) =>
    parseRules({ text: readFileSync(new URL(name, PACKS), 'utf8'), file: name, pack: name.slice(0, -5) }),
  );
  packed = [0, 1, 2].flatMap((turn) => rules.filter((rule) => turnOf(rule) === turn));
  return packed;
}

function turnOf({ id, action }: Rule): number {
  if (id.startsWith('general/')) return 2;
  return action === 'drop' ? 1 : 0;
}

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES >> 20} MiB`);
    return bytes.toString('utf8');
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new LogsiftError(
      'RULES_INVALID',
      `${file}: cannot be read: ${reason}; wanted a file of rules in YAML`,
      {
        cause: error,
      },
    );
  }
}
