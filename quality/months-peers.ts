import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Labels } from '../src/simulate/index.ts';
import type { Result } from '../src/testing/result.ts';
import { lookingOf, month, settingsOf, USUAL } from './months.ts';
import { isInTime, judge, quantile, SHOWN, symptomOf } from './months-judge.ts';
import { writeLogMonth } from './months-peer-logs.ts';
import { isInstalled, type PeerMessage, peers } from './months-peer-tools.ts';
import { plannedMonth } from './months-plan.ts';

const [MINUTE, DAY] = [60_000, 86_400_000];
const SEEDS = [21];

/** What the messages of one tool in some months are worth. */
export interface PeerFigures {
  readonly tool: string;
  readonly perDay: number;
  readonly linesPerDay: number;
  readonly recall: number;
  readonly precision: number;
  /** Minutes from the first symptom to the first message that shows it, the median of those found. */
  readonly wait: number;
}

/** One tool in one month, counted. */
interface Count {
  readonly messages: number;
  readonly lines: number;
  readonly right: number;
  readonly planted: number;
  /** Minutes, of the incidents found. */
  readonly waits: readonly number[];
}

/**
 * The same months through fail2ban, logcheck and logwatch as Debian installs them. They get the 30 days as a syslog
 * server with Debian's rules would have written them, each read as its own documentation says for past logs. A message
 * is right when it shows a line of an incident, and is of all that it shows: what is hidden in a long one counts as
 * found, so the lines that a person reads are told beside. A Markdown table goes to standard error.
 *
 * @param part `SEED,SEED:key=value,…` as for `months`; seed 21 when empty
 */
export default async function monthsPeers(_dataDir: string, part: string): Promise<Result[]> {
  const [seeds = '', settings = ''] = part.split(':');
  const plan = { ...USUAL, ...settingsOf(settings) };
  const folder = mkdtempSync(join(tmpdir(), 'logsift-peers-'));
  // logcheck reads it under an account of its own.
  chmodSync(folder, 0o755);
  const counts = new Map<string, Count[]>();
  const counted = (tool: string, count: Count) => counts.set(tool, [...(counts.get(tool) ?? []), count]);
  try {
    for (const seed of seeds === '' ? SEEDS : seeds.split(',').map(Number)) {
      const simulation = plannedMonth({ ...plan, seed });
      const { start } = simulation.settings;
      const logs = writeLogMonth(simulation, join(folder, String(seed)), start + plan.history * DAY);
      const labels = simulation.labels();
      for (const peer of peers) {
        if (!isInstalled(peer)) {
          process.stderr.write(`${peer.name} is not installed: apt install ${peer.packages}\n`);
          continue;
        }
        const began = performance.now();
        const messages = peer.messages(logs, labels.planted);
        const seconds = (performance.now() - began) / 1000;
        process.stderr.write(
          `  ${peer.name}, seed ${seed}: ${messages.length} messages, ${seconds.toFixed(0)} s\n`,
        );
        counted(peer.name, countOf(messages, labels));
      }
      rmSync(join(folder, String(seed)), { recursive: true });
      counted('logsift', await ours(folder, { ...plan, seed }));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const figures = [...counts].map(([tool, of]) => figuresOf(tool, of, plan.days * of.length));
  process.stderr.write(`\n${markdown(figures)}\n\n`);
  return figures.flatMap(resultsOf);
}

/** The messages of a tool beside what was planted. */
export function countOf(messages: readonly PeerMessage[], { planted }: Pick<Labels, 'planted'>): Count {
  const right = ({ at, shows }: PeerMessage) =>
    [...shows].some((of) => !planted[of]!.harmless && isInTime(at, planted[of]!));
  const waits = planted.flatMap((label, i) => {
    if (label.harmless) return [];
    const first = messages.find(({ at, shows }) => shows.has(i) && isInTime(at, label));
    return first === undefined ? [] : [(first.at - symptomOf(label)) / MINUTE];
  });
  return {
    messages: messages.length,
    lines: messages.reduce((sum, { lines }) => sum + lines, 0),
    right: messages.filter(right).length,
    planted: planted.filter(({ harmless }) => !harmless).length,
    waits,
  };
}

async function ours(folder: string, plan: typeof USUAL & { seed: number }): Promise<Count> {
  const { pages, labels } = await month(folder, plan, lookingOf(''));
  const judged = judge({ pages, labels, days: plan.days, history: plan.history });
  const found = judged.fates.flatMap(({ label, page }) => (page === null ? [] : [{ label, page }]));
  const sent = judged.pages.filter(({ joined }) => !joined);
  return {
    messages: sent.length,
    // The headline, and a line for each finding that is shown.
    lines: sent.reduce((sum, { incident }) => sum + 1 + Math.min(SHOWN, incident.findings.length), 0),
    right: sent.filter(({ of }) => of !== null && !of.harmless).length,
    planted: judged.fates.length,
    waits: found.map(({ label, page }) => (page.at - symptomOf(label)) / MINUTE),
  };
}

function figuresOf(tool: string, counts: readonly Count[], days: number): PeerFigures {
  const sum = (of: (count: Count) => number) => counts.reduce((total, count) => total + of(count), 0);
  return {
    tool,
    perDay: sum(({ messages }) => messages) / days,
    linesPerDay: sum(({ lines }) => lines) / days,
    recall: sum(({ waits }) => waits.length) / sum(({ planted }) => planted),
    precision: sum(({ right }) => right) / sum(({ messages }) => messages),
    wait: quantile(
      counts.flatMap(({ waits }) => waits),
      0.5,
    ),
  };
}

function resultsOf({ tool, perDay, linesPerDay, recall, precision, wait }: PeerFigures): Result[] {
  return [
    { name: `${tool}: messages a day`, value: perDay, unit: '', better: 'lower' },
    { name: `${tool}: lines to read a day`, value: linesPerDay, unit: '', better: 'lower' },
    { name: `${tool}: recall`, value: recall, unit: '', better: 'higher' },
    { name: `${tool}: precision`, value: precision, unit: '', better: 'higher' },
    { name: `${tool}: time to message, median`, value: wait, unit: 'min', better: 'lower' },
  ];
}

/** The figures as a table for BENCHMARKS.md. */
export function markdown(figures: readonly PeerFigures[]): string {
  const rows = figures.map(({ tool, perDay, linesPerDay, recall, precision, wait }) => [
    tool,
    perDay.toFixed(2),
    linesPerDay.toFixed(linesPerDay < 10 ? 1 : 0),
    recall.toFixed(2),
    Number.isNaN(precision) ? '–' : precision.toFixed(2),
    Number.isNaN(wait) ? '–' : `${wait.toFixed(wait < 10 ? 1 : 0)} min`,
  ]);
  const head = [
    'tool',
    'messages a day',
    'lines to read a day',
    'recall',
    'precision',
    'time to message, median',
  ];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
