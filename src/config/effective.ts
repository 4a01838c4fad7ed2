import { dotted, type Given, givenOf, type Path } from './given.ts';
import { childOf, isSecret, type SchemaNode, variantOf } from './schema-node.ts';

const HIDDEN = '(hidden)';

/** A value of the configuration as it holds, for a person. */
export interface EffectiveValue {
  /** `http.listen`, `sources.0.type`. */
  readonly key: string;
  /** As it is written, references to variables as such; `(hidden)` for a secret. */
  readonly value: string | number | boolean | null;
  /** `file:line:col`, a variable, a flag, or `default`. */
  readonly from: string;
}

/** Every value that holds, in the order of the schema, with where it comes from; no secrets. */
export function effective(given: Given, schema: SchemaNode): EffectiveValue[] {
  const values: EffectiveValue[] = [];
  visit(given, schema, { path: [], hide: false, out: values });
  return values;
}

/** Where every value that holds was written, by its key. */
export function provenance(given: Given, schema: SchemaNode): ReadonlyMap<string, string> {
  return new Map(effective(given, schema).map(({ key, from }) => [key, from]));
}

interface Visit {
  readonly path: Path;
  readonly hide: boolean;
  readonly out: EffectiveValue[];
}

function visit(given: Given | null, written: SchemaNode | null, visit_: Visit): void {
  const { path, out } = visit_;
  const part = given ?? (written?.default === undefined ? null : givenOf(written.default, 'default'));
  const node = written === null ? null : variantOf(written, part);
  const hide = visit_.hide || isSecret(written);
  const below = (inner: Given | null, step: string | number) =>
    visit(inner, node === null ? null : childOf(node, step), { path: [...path, step], hide, out });
  const leaf = (value: EffectiveValue['value'], from: string) =>
    out.push({ key: dotted(path), value: hide ? HIDDEN : value, from });
  if (part === null) return;
  if (part.kind === 'scalar')
    leaf(typeof part.value === 'string' ? (part.written ?? part.value) : part.value, part.at);
  else if (part.kind === 'list') {
    if (part.items.length === 0) leaf('[]', part.at);
    for (const [i, item] of part.items.entries()) below(item, i);
  } else {
    const named = Object.keys(node?.properties ?? {});
    // What says what the rest is comes first.
    const first = ['type', 'name'].filter((key) => named.includes(key));
    const keys = new Set([...first, ...named, ...part.entries.keys()]);
    if (keys.size === 0) leaf('{}', part.at);
    for (const key of keys) {
      const inner = part.entries.get(key)?.value ?? null;
      below(inner?.kind === 'scalar' && inner.value === null ? null : inner, key);
    }
  }
}
