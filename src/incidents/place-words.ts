import { commonPlace, type HostFacts, type PlaceKind } from '../core/topology.ts';

const WITHIN: { readonly [kind in PlaceKind]: PlaceKind | null } = {
  site: 'building',
  building: 'floor',
  floor: 'rack',
  rack: null,
};
const MOST_NAMED = 4;

/** Where hosts are, as people say it: `building A floors 4–6`, `rack 3`, `site hq`; null when they share no place. */
export function placeWords(facts: readonly HostFacts[]): string | null {
  const shared = commonPlace(facts);
  if (shared === null) return null;
  const name = `${shared.kind} ${shared.name}`;
  const finer = WITHIN[shared.kind];
  if (finer === null) return name;
  const parts = new Set(facts.flatMap((one) => (one[finer] === undefined ? [] : [one[finer]])));
  if (parts.size === 0) return name;
  return `${name} ${finer}${parts.size > 1 ? 's' : ''} ${namesOf([...parts])}`;
}

/** `4–6` for whole numbers one after the other, else `4, 7 and 9`. */
function namesOf(names: readonly string[]): string {
  const sorted = names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const numbers = sorted.map(Number);
  const [first, last] = [numbers[0]!, numbers.at(-1)!];
  const whole = numbers.every((one) => Number.isInteger(one));
  if (sorted.length > 2 && whole && last - first === sorted.length - 1) return `${first}–${last}`;
  if (sorted.length === 1) return sorted[0]!;
  if (sorted.length > MOST_NAMED)
    return `${sorted.slice(0, MOST_NAMED).join(', ')} and ${sorted.length - MOST_NAMED} more`;
  return `${sorted.slice(0, -1).join(', ')} and ${sorted.at(-1)}`;
}
