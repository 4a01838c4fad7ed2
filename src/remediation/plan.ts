import type { ActionPlan, ActionValue } from '../core/action.ts';
import type { Evidence, Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import { hashText } from '../kit/hash.ts';
import { addressesIn, type Networks, SPECIAL } from './networks.ts';
import { filled, type Playbook } from './playbook.ts';
import { captured, sourceOf, unfit, type ValueSpec } from './value.ts';

/** What has to be known of the world before anything is done to it. */
export interface PlanWorld {
  /** The one name of a host that was written down, or of this machine; null for what a log may have made up. */
  knownHost(name: string): string | null;
  /** Whether a known host, or what it hangs on, is protected. */
  protectedHost(name: string): boolean;
  readonly protectedNetworks: Networks;
  /** Whether an address is one of ours: of this machine, or of a host that was written down. */
  ownAddress(address: string): boolean;
  /** Whether a known host is this machine. */
  isHere(host: string): boolean;
  /** The message of a line, without its header. */
  messageOf(line: string): string;
}

/** What is to be done, or why nothing is. */
export type Planned =
  | { readonly ok: true; readonly plan: ActionPlan }
  | { readonly ok: false; readonly because: string };

const SHOWN = 500;

/**
 * What a playbook would do about an incident. Values come from what the detector says the incident is about, or from a
 * place in its lines that the playbook names; never from just anywhere in a text that somebody else wrote.
 */
export function planOf(playbook: Playbook, incident: Incident, world: PlanWorld): Planned {
  const values: ActionValue[] = [];
  for (const [name, spec] of Object.entries(playbook.values)) {
    const found = foundFor(spec, incident, world);
    if ('refused' in found) return refused(`${name}: ${found.refused}`);
    values.push({ name, kind: spec.type, ...found });
  }
  const wrong = wrongPlace(playbook, incident, world);
  if (wrong !== null) return refused(wrong);
  const texts = new Map(values.map(({ name, value }) => [name, value]));
  const argv = filled(playbook.command, texts);
  const undo = playbook.undo === undefined ? null : filled(playbook.undo, texts);
  const { name, describe, dry_run: dryRun, timeout } = playbook;
  const what = { incident: incident.id, playbook: name, argv, undo, dryRun, timeout };
  return { ok: true, plan: { id: hashText(JSON.stringify(what)), ...what, describe, values } };
}

type Found = { readonly value: string; readonly shown: string } | { readonly refused: string };

function foundFor(spec: ValueSpec, incident: Incident, world: PlanWorld): Found {
  const { root } = incident;
  const source = sourceOf(spec);
  const said = source === null ? undefined : root.about[source];
  if (source !== null && said === undefined) return { refused: `the incident names no ${source}` };
  if (spec.type === 'host') return hostOf(said!, spec, world);
  const named = spec.type === 'unit' && said !== undefined && !said.includes('.') ? `${said}.service` : said;
  const unfitting = named === undefined ? null : unfit(named, spec);
  if (unfitting !== null) return { refused: `${quoted(named!)} ${unfitting}` };
  const found = spec.line === undefined ? shownBy(named!, { spec, root, world }) : lineOf(spec, root, world);
  if ('refused' in found) return found;
  if (named !== undefined && named !== found.value)
    return { refused: `the lines say ${quoted(found.value)}, and the incident is about ${quoted(named)}` };
  const fault = unfit(found.value, spec);
  if (fault !== null) return { refused: `${quoted(found.value)} ${fault}` };
  const guarded = spec.type === 'address' ? guardedAddress(found.value, world) : null;
  return guarded === null ? found : { refused: `${found.value} ${guarded}` };
}

function hostOf(said: string, spec: ValueSpec, world: PlanWorld): Found {
  const value = world.knownHost(said);
  if (value === null) return { refused: `${quoted(said)} is no host that is known` };
  const fault = unfit(value, spec);
  if (fault !== null) return { refused: `${quoted(value)} ${fault}` };
  return world.protectedHost(value) ? { refused: `${value} is protected` } : { value, shown: '' };
}

function guardedAddress(address: string, world: PlanWorld): string | null {
  if (SPECIAL.has(address)) return 'is of a private or special network';
  if (world.ownAddress(address)) return 'is one of our own';
  return world.protectedNetworks.has(address) ? 'is protected' : null;
}

/** Every line has the value at the place that the playbook names, and all of them the same. */
function lineOf({ line, type }: ValueSpec, { evidence }: Finding, world: PlanWorld): Found {
  const all = evidence.map(({ text }) => captured(line!, world.messageOf(text)));
  const [first] = all;
  if (first === undefined) return { refused: 'the incident has no line' };
  const odd = all.indexOf(null);
  if (first === null || odd >= 0)
    return { refused: `a line is other than the playbook knows: ${quoted(shownOf(evidence[odd]!))}` };
  if (all.some((one) => one !== first)) return { refused: `the lines do not agree on the ${type}` };
  return { value: first, shown: shownOf(evidence[0]!) };
}

/**
 * What a detector took from a place in the line stands in each of the lines, and of an address no other one does: who
 * chooses a user name can put somebody else's address into it.
 */
function shownBy(
  value: string,
  { spec: { type }, root: { evidence }, world }: { spec: ValueSpec; root: Finding; world: PlanWorld },
): Found {
  if (type !== 'address') return { value, shown: evidence[0] === undefined ? '' : shownOf(evidence[0]) };
  if (evidence.length === 0) return { refused: 'the incident has no line' };
  for (const one of evidence) {
    const found = addressesIn(world.messageOf(one.text));
    if (!found.includes(value))
      return { refused: `${quoted(value)} does not stand in ${quoted(shownOf(one))}` };
    const other = found.find((address) => address !== value);
    if (other !== undefined)
      return {
        refused: `a line names ${value} and ${other}, and may have been written to mislead: say by \`line\` where the address stands: ${quoted(shownOf(one))}`,
      };
  }
  return { value, shown: shownOf(evidence[0]!) };
}

/** What is done on a host is done on one that is known and not protected, and without its name only on this one. */
function wrongPlace({ values }: Playbook, { root }: Incident, world: PlanWorld): string | null {
  const kinds = new Set(Object.values(values).map(({ type }) => type));
  // A host was looked at, and what is done about an address is not done on the host that told of it.
  if (kinds.has('host') || kinds.has('address')) return null;
  const said = root.about.host;
  const host = said === undefined ? null : world.knownHost(said);
  if (host !== null && world.protectedHost(host)) return `${host} is protected`;
  if (kinds.size === 0) return null;
  if (host === null) return `${quoted(said ?? '')} is no host that is known`;
  return world.isHere(host)
    ? null
    : `it is about ${host}, and the command would run here: it wants a value \`type: host\``;
}

function refused(because: string): Planned {
  return { ok: false, because };
}

function shownOf({ text }: Evidence): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
