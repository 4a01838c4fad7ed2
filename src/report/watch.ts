import type { Event } from '../core/event.ts';
import { type Finding, urgency } from '../core/finding.ts';
import { moment } from '../core/when.ts';
import { displayWidth, escapeForTerminal, truncateToWidth } from '../kit/terminal.ts';
import type { Page } from './page.ts';

/** Columns a line keeps for itself at least, before a reason goes to a row of its own. */
const LEAST = 60;
const GAP = '  ';

/**
 * A line as it is followed: coloured by how odd it is, the reason at the right where there is room for it, else below.
 * Ends with a line end.
 */
export function renderWatched(event: Event, remarks: readonly Finding[], page: Page): string {
  const text = escapeForTerminal(lineOf(event, page));
  const [first] = remarks;
  if (first === undefined) return `${event.mark === 'drop' ? page.paint.quiet(text) : text}\n`;
  const painted = page.paint[urgency(first)](text);
  const reason = reasonOf(first, remarks.length - 1);
  if (page.width === null) return `${text}${GAP}« ${escapeForTerminal(reason)}\n`;
  const room = page.width - displayWidth(text) - GAP.length;
  const width = displayWidth(escapeForTerminal(reason)) + 2;
  if (room >= width && displayWidth(text) >= 1) {
    const blank = ' '.repeat(room - width);
    return `${painted}${GAP}${blank}${page.paint.quiet(`« ${escapeForTerminal(reason)}`)}\n`;
  }
  const below = truncateToWidth(reason, Math.max(LEAST, page.width) - 4);
  return `${painted}\n${page.paint.quiet(`  « ${below}`)}\n`;
}

/** The line as it was written; one that was written for machines as journalctl shows it. */
function lineOf(event: Event, page: Page): string {
  if (event.buffer[event.start] !== 0x7b) return event.raw;
  const { host, app, pid, message } = event;
  const time = moment(Number.isNaN(event.time) ? event.received : event.time, page.timeZone);
  const who = [host ?? '', `${app ?? ''}${pid === null ? '' : `[${pid}]`}`].filter((word) => word !== '');
  return `${time} ${who.join(' ')}: ${message}`;
}

/** Something that belongs to no single line, such as a silence. Ends with a line end. */
export function renderRemark(finding: Finding, page: Page): string {
  const text = `« ${escapeForTerminal(reasonOf(finding, 0))}`;
  return `${page.paint[urgency(finding)](text)}\n`;
}

function reasonOf({ because, surprise }: Finding, more: number): string {
  const others = more > 0 ? ` (+${more})` : '';
  return `${because.replace(/\.$/, '')}${others} [${surprise.toFixed(1)}]`;
}
