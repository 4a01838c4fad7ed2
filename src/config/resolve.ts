import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { type Given, type GivenEntry, type GivenScalar, mapScalars, type Path } from './given.ts';
import type { Problem } from './problem.ts';
import { childOf, isSecret, type SchemaNode, variantOf } from './schema-node.ts';
import type { Environment } from './text-values.ts';

const REFERENCE = /\$(\$?)\{([^}]*)\}/g;
// biome-ignore lint/suspicious/noTemplateCurlyInString: it speaks of them
const BAD_REFERENCE = 'wants ${NAME} of an environment variable; write $${ for ${';
const MOST_SECRET_BYTES = 64 * 1024;
const EVERYBODY = 0o004;

/**
 * `${NAME}` and `${NAME:-instead}` in text replaced by environment variables; `$${` stands for `${`. The scalar keeps
 * how it was written, which is what is shown.
 */
export function interpolate(given: Given, env: Environment): { given: Given; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const filled = mapScalars(given, (scalar): GivenScalar => {
    if (typeof scalar.value !== 'string' || !scalar.value.includes('${')) return scalar;
    const value = scalar.value.replace(REFERENCE, (whole, escaped: string, inside: string) => {
      if (escaped !== '') return whole.slice(1);
      const [, name, instead] = /^([A-Za-z_]\w*)(?::-(.*))?$/s.exec(inside) ?? [];
      if (name === undefined) {
        problems.push({ at: scalar.at, text: BAD_REFERENCE });
        return '';
      }
      const found = env[name];
      if ((found ?? '') === '' && instead !== undefined) return instead;
      if (found === undefined)
        problems.push({ at: scalar.at, text: `no environment variable ${name} is set` });
      return found ?? '';
    });
    return { ...scalar, value, written: scalar.value };
  });
  return { given: filled, problems };
}

/** What is given with the content of secret files in the place of `KEY_file`. */
export interface WithSecrets {
  readonly given: Given;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Reads what `KEY_file` names, where KEY is a secret; a relative path is seen from the file that has it. */
export function readSecretFiles(given: Given, schema: SchemaNode): WithSecrets {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const inside = (part: Given, node: SchemaNode | null): Given => {
    const here = node === null ? null : variantOf(node, part);
    const below = (step: string | number) => (here === null ? null : childOf(here, step));
    if (part.kind === 'list') return { ...part, items: part.items.map((item, i) => inside(item, below(i))) };
    if (part.kind === 'scalar') return part;
    const entries = new Map<string, GivenEntry>();
    for (const [key, entry] of part.entries) {
      const secret = key.endsWith('_file') && below(key) === null ? key.slice(0, -'_file'.length) : null;
      if (secret === null || !isSecret(below(secret))) {
        entries.set(key, { ...entry, value: inside(entry.value, below(key)) });
      } else if (part.entries.has(secret)) {
        problems.push({ at: entry.keyAt, text: `${key} and ${secret} say the same; wanted one of them` });
      } else if (entry.value.kind === 'scalar' && entry.value.value === null) {
        // Nothing behind the key says nothing.
      } else {
        const read = secretOf(entry.value, key);
        if ('text' in read) {
          problems.push(read);
          // It is not missing as well.
          entries.set(secret, { ...entry, value: { kind: 'scalar', at: read.at, value: key } });
        } else {
          entries.set(secret, { ...entry, value: read.secret });
          if (read.note !== null) notes.push(read.note);
        }
      }
    }
    return { ...part, entries };
  };
  return { given: inside(given, schema), problems, notes };
}

function secretOf(
  given: Given,
  key: string,
): Problem | { readonly secret: GivenScalar; readonly note: string | null } {
  const { at } = given;
  if (given.kind !== 'scalar' || typeof given.value !== 'string')
    return { at, text: `${key} wants the path of a file` };
  const path = isAbsolute(given.value) ? given.value : join(folderOf(at), given.value);
  try {
    const { mode, size } = statSync(path);
    if (size > MOST_SECRET_BYTES) return { at, text: `${key}: ${path} is too large for a secret` };
    const value = readFileSync(path, 'utf8').trim();
    if (value === '') return { at, text: `${key}: ${path} is empty; wanted the secret in it` };
    const open = (mode & EVERYBODY) !== 0;
    const note = open ? `everybody on this machine can read the secret in ${path}: chmod 600 ${path}` : null;
    return { secret: { kind: 'scalar', at, value, written: path }, note };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      at,
      text: `${key}: ${path} cannot be read (${code ?? 'unknown reason'}); wanted a readable file`,
    };
  }
}

/** Folder of the file of a place; that of the process for flags and variables. */
function folderOf(at: string): string {
  const file = /^(.+):\d+:\d+$/.exec(at)?.[1];
  return file === undefined ? '.' : dirname(file);
}

/** Text where text is wanted: `name: 42` means the word 42. Numbers and switches where a variable was put in. */
export function fitScalars(given: Given, nodeOf: (path: Path) => SchemaNode | null): Given {
  return mapScalars(given, (scalar, path) => {
    const node = nodeOf(path);
    if (node === null) return scalar;
    const wanted = new Set([node, ...(node.anyOf ?? node.oneOf ?? [])].map(({ type }) => type));
    if (typeof scalar.value === 'number' && wanted.has('string') && !wanted.has('number')) {
      return wanted.has('integer') ? scalar : { ...scalar, value: scalar.written ?? String(scalar.value) };
    }
    if (typeof scalar.value !== 'string' || wanted.has('string') || scalar.written === undefined)
      return scalar;
    if (!scalar.written.includes('${')) return scalar;
    if ((wanted.has('integer') || wanted.has('number')) && /^-?\d+(?:\.\d+)?$/.test(scalar.value))
      return { ...scalar, value: Number(scalar.value) };
    if (wanted.has('boolean') && /^(?:true|false)$/.test(scalar.value))
      return { ...scalar, value: scalar.value === 'true' };
    return scalar;
  });
}
