import { CATEGORIES } from '../core/categories.ts';
import type { Hint, MibTree } from './mib-tree.ts';

const HINTS: ReadonlySet<string> = new Set(['mac', 'date', 'text', 'hex', 'address']);
const SEVERITIES = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];

/**
 * Adds a table of names to a tree, one row each, parents first:
 *
 *     mib-2 = 1.3.6.1.2.1                            a place that others are under
 *     ifAdminStatus ifEntry.7 up=1 down=2            what values have, with the names of numbers, or how octets are shown
 *     linkDown ! snmpTraps.3 error link interface {ifDescr|ifIndex} went down
 *
 * Throws for a row that is not understood: tables are ours.
 */
export function addTable(tree: MibTree, table: string): void {
  for (const row of table.split('\n')) {
    const words = row.trim().split(/\s+/);
    const [name, second, third] = words;
    if (name === undefined || name === '' || name.startsWith('#')) continue;
    const common = { name, enums: null, hint: null, trap: null };
    if (second === '=') tree.add(placeOf(tree, third), { ...common, object: false });
    else if (second === '!') {
      const severity = SEVERITIES.indexOf(words[3] ?? '');
      const category = words[4] ?? '';
      if (severity < 0 || !CATEGORIES.some((one) => one === category)) throw new Error(`row ${row}`);
      const trap = { severity, category, sentence: words.slice(5).join(' ') };
      tree.add(placeOf(tree, third), { ...common, object: false, trap });
    } else {
      const enums = new Map<number, string>();
      let hint: Hint | null = null;
      for (const word of words.slice(2)) {
        const [label, number] = word.split('=');
        if (number !== undefined) enums.set(Number(number), label!);
        else if (HINTS.has(word)) hint = word as Hint;
        else throw new Error(`row ${row}`);
      }
      tree.add(placeOf(tree, second), {
        ...common,
        object: true,
        hint,
        enums: enums.size > 0 ? enums : null,
      });
    }
  }
}

function placeOf(tree: MibTree, text = ''): number[] {
  const [first = '', ...rest] = text.split('.');
  const from = /^\d/.test(first) ? [Number(first)] : tree.arcsOf(first);
  if (from === undefined || rest.some((arc) => !/^\d+$/.test(arc))) throw new Error(`place ${text}`);
  return [...from, ...rest.map(Number)];
}
