import type { Discovery } from '../core/discovery.ts';
import { count } from '../core/words.ts';
import { lineDiff, withContext } from '../kit/line-diff.ts';
import { escapeForTerminal, truncateToWidth } from '../kit/terminal.ts';
import { columns, type Page, paragraph } from './page.ts';

const MOST_ROWS = 40;

/** What `logsift discover` found, and what it would write, as a difference. Ends with a line end. */
export function renderDiscovery(found: Discovery, page: Page): string {
  const blocks = [
    asked(found, page),
    table(devices(found), page),
    table(links(found), page),
    found.remarks.flatMap((text) => paragraph(text, page, '  ')),
    unseen(found, page),
    difference(found, page),
  ];
  return `${blocks
    .filter((rows) => rows.length > 0)
    .map((rows) => rows.join('\n'))
    .join('\n\n')}\n`;
}

function asked({ devices: answered, failed, links: seen }: Discovery, page: Page): string[] {
  const all = answered.length + failed.length;
  const head = `${count(all, 'device')} asked, ${answered.length} answered; ${count(seen.length, 'link')} seen`;
  const silent = failed
    .slice(0, MOST_ROWS)
    .flatMap(({ address, reason }) => paragraph(`${address}: ${reason}`, page, '  '));
  const more = failed.length - MOST_ROWS;
  return [
    ...paragraph(head, page, '').map(page.paint.headline),
    ...silent.map(page.paint.warning),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function devices({ devices: all, roots }: Discovery): string[][] {
  return all.map(({ name, device: { address, interfaces, neighbours, location } }) => [
    roots.includes(name) ? `${name} (core)` : name,
    address,
    count(interfaces.length, 'interface'),
    count(neighbours.length, 'neighbour'),
    location,
  ]);
}

function links({ links: all, devices: known }: Discovery): string[][] {
  const aliases = new Map(
    known.flatMap(({ name, device }) =>
      device.interfaces.map((one) => [`${name} ${one.name}`, one.alias] as const),
    ),
  );
  return all.map(({ a, aPort, b, bPort, by }) => {
    const alias = aliases.get(`${a} ${aPort}`) ?? '';
    return [`${a} ${aPort}`, '─', `${b} ${bPort}`, by, alias];
  });
}

/** Columns as wide as what is in them, the last one cut at the width of the page. */
function table(rows: readonly (readonly string[])[], page: Page): string[] {
  const shown = rows.slice(0, MOST_ROWS).map((row) => row.map((cell) => truncateToWidth(cell, 40)));
  const widths = shown.reduce<number[]>(
    (most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)),
    [],
  );
  const more = rows.length - shown.length;
  return [
    ...shown.map((row) => {
      const line = `  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}`.trimEnd();
      return page.width === null ? line : truncateToWidth(line, columns(page));
    }),
    ...(more > 0 ? [`  and ${more} more; --json has all`] : []),
  ];
}

function unseen({ unseen: names }: Discovery, page: Page): string[] {
  if (names.length === 0) return [];
  const some = names.slice(0, MOST_ROWS).join(', ');
  const more = names.length > MOST_ROWS ? ` and ${names.length - MOST_ROWS} more` : '';
  return paragraph(`written down, and not seen now (nothing is removed): ${some}${more}`, page, '  ').map(
    page.paint.warning,
  );
}

function difference({ file, before, after }: Discovery, page: Page): string[] {
  if (before === after) return [page.paint.good(escapeForTerminal(`${file} has it all.`))];
  const lines = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  const marks = { same: ' ', gone: '-', new: '+' };
  const paint = { same: page.paint.quiet, gone: page.paint.urgent, new: page.paint.good };
  return [
    page.paint.headline(
      escapeForTerminal(before === '' ? `${file} would be made:` : `${file} would change:`),
    ),
    ...withContext(lineDiff(lines(before), lines(after))).map((line) =>
      line === null
        ? page.paint.quiet('  …')
        : paint[line.kind](`${marks[line.kind]} ${escapeForTerminal(line.text)}`),
    ),
  ];
}
