import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { complaints } from './complaints.ts';
import { dotted, type Given, givenOf, mapScalars, nothingGiven, overlay, plain } from './given.ts';
import { configInvalid, type Problem } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { fitScalars, interpolate, readSecretFiles } from './resolve.ts';
import { isSecret, nodeAt, type SchemaNode, schemaNode } from './schema-node.ts';
import { type Environment, fromEnvironment, fromFlags, type Layer } from './text-values.ts';

const MOST_BYTES = 1024 * 1024;
const EVERYBODY = 0o004;

/** Where a configuration comes from, the weakest first. */
export interface Layers {
  /** What holds where nothing else is said and the schema cannot know it, such as the name of the machine. */
  readonly defaults?: object;
  /** Files of YAML in order; a later one goes over an earlier one. */
  readonly files: readonly string[];
  readonly env: Environment;
  /** `section.key=value`, as given to `--set`. */
  readonly set: readonly string[];
}

/** A configuration that is understood. */
export interface Loaded<Config> {
  readonly config: Config;
  /** What was written, all layers merged, secrets in it; `effective` shows it. */
  readonly given: Given;
  readonly schema: SchemaNode;
  /** What a person should know although it works. */
  readonly notes: readonly string[];
}

/**
 * Merges the layers and checks them against a schema. Throws CONFIG_INVALID with a line for each problem:
 * `file:line:col: what was wanted, what came, what was meant`.
 */
export function load<Schema extends z.ZodType>(schema: Schema, layers: Layers): Loaded<z.output<Schema>> {
  const node = schemaNode(schema);
  const problems: Problem[] = [];
  const notes: string[] = [];
  const take = (layer: Layer) => {
    problems.push(...layer.problems);
    notes.push(...layer.notes);
    return layer.given;
  };
  let given: Given = givenOf(layers.defaults ?? {}, 'default');
  for (const file of layers.files) given = overlay(given, take(fromFile(file, layers.env)));
  given = overlay(given, take(fromEnvironment(layers.env, node)));
  given = overlay(given, take(fromFlags(layers.set, node)));
  given = take(readSecretFiles(given, node));
  const whole = given;
  given = fitScalars(given, (path) => nodeAt(node, whole, path));
  const parsed = schema.safeParse(plain(given));
  if (!parsed.success) {
    const places = new Set(problems.map(({ at }) => at));
    const more = complaints(parsed.error.issues, { given, schema: node });
    // A value that could not be made out is not complained of twice.
    problems.push(...more.filter(({ at }) => !places.has(at)));
  }
  if (problems.length > 0 || !parsed.success) throw configInvalid(problems);
  notes.push(...openSecrets(given, node));
  return { config: parsed.data, given, schema: node, notes };
}

/** Secrets that stand in a file which everybody may read, one note for a file. */
function openSecrets(given: Given, schema: SchemaNode): string[] {
  const first = new Map<string, string>();
  mapScalars(given, (scalar, path) => {
    const file = /^(.+):\d+:\d+$/.exec(scalar.at)?.[1];
    // What was put in by a variable, or read from another file, does not stand there.
    const stands = typeof scalar.value === 'string' && (scalar.written ?? scalar.value) === scalar.value;
    if (file === undefined || !stands || first.has(file)) return scalar;
    const secret = path.some((_, i) => isSecret(nodeAt(schema, given, path.slice(0, i + 1))));
    if (secret && (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & EVERYBODY)
      first.set(file, dotted(path));
    return scalar;
  });
  return [...first].map(
    ([file, key]) =>
      `everybody on this machine can read the secret ${key} in ${file}: chmod 600 ${file}, or write ${key}_file`,
  );
}

function fromFile(file: string, env: Environment): Layer {
  let text: string;
  try {
    const bytes = readFileSync(file);
    if (bytes.length > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES >> 20} MiB`);
    text = bytes.toString('utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : (code ?? message);
    const problem = { at: file, text: `cannot be read: ${reason}; wanted a configuration in YAML` };
    return { given: nothingGiven(file), problems: [problem], notes: [] };
  }
  const read = readYaml(text, file);
  const filled = interpolate(read.given, env);
  const problems = [...read.problems, ...filled.problems];
  const { kind, at } = filled.given;
  const empty = filled.given.kind === 'scalar' && filled.given.value === null;
  if (kind === 'map' || empty) return { given: filled.given, problems, notes: [] };
  const wrong = { at, text: `wants a map of sections; got ${kind === 'list' ? 'a list' : 'one value'}` };
  return { given: nothingGiven(at), problems: [...problems, wrong], notes: [] };
}
