import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../src/core/status.ts';
import { simulate } from '../src/simulate/index.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';
import { countedIn, MeasuredCluster, MeasuredNode, type Span } from './cluster-nodes.ts';
import { shares } from './cluster-shares.ts';
import { freePort } from './daemon-run.ts';

const ROUNDS = 3;
const [MINUTE, HOUR] = [60_000, 3_600_000];
/** Half of it warms up. */
const RATE = 500;
const LENGTH = 24 * MINUTE;
/** Lines written at once. */
const BLOCK = 10_000;
/** Ms after which what was under way has come to its end. */
const SETTLED = 1500;
const ALONE = 'listen: []\nlearn: { warm_start: false }\n';
const ROLES = ['decide', 'detect', 'filter', 'collect'] as const;

/** The whole pipeline through Redis against a single process on the same lines. */
export default async function cluster(): Promise<Result[]> {
  return [...(await throughput()), ...(await shares())];
}

/** A log of the past, in two parts. */
interface MadeLog extends Span {
  /** `to`: epoch ms of the latest line. */
  readonly parts: readonly { readonly file: string; readonly lines: number; readonly to: number }[];
}

/** Processor time of lines of the second part, µs each, by process. */
type Costs = ReadonlyMap<string, number>;

async function throughput(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-bench-'));
  try {
    const log = madeLog(folder);
    const [shares, single, costs]: [number[], number[], Costs[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round++) {
      const alone = await singleRun(log);
      const roles = await clusterRun(log);
      if (roles.counted !== alone.counted)
        throw new Error(`${alone.counted} events were counted alone, ${roles.counted} in the cluster`);
      const all = ROLES.reduce((sum, role) => sum + roles.costs.get(role)!, 0);
      shares.push(alone.cost / all);
      single.push(alone.cost);
      costs.push(roles.costs);
    }
    const rate = { unit: 'lines/s', better: 'higher' } as const;
    const perCore = (values: readonly number[]) => 1e6 / median(values);
    return [
      {
        name: 'cluster: lines per core, of one process',
        value: median(shares),
        bar: 0.6,
        unit: '',
        better: 'higher',
      },
      { name: 'cluster: single process, per core', value: perCore(single), ...rate },
      ...[...ROLES, 'redis'].map((role) => ({
        name: `cluster: ${role}, per core`,
        ...{ value: perCore(costs.map((one) => one.get(role)!)), ...rate },
      })),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function madeLog(folder: string): MadeLog {
  const from = Date.now() - 2 * HOUR - LENGTH;
  const lines = [...simulate({ seed: 5, start: from, duration: LENGTH, rate: RATE, hosts: 400 }).events()];
  const half = Math.ceil(lines.length / 2);
  const parts = [lines.slice(0, half), lines.slice(half)].map((some, i) => {
    const file = join(folder, `part-${i}.log`);
    for (let at = 0; at < some.length; at += BLOCK) {
      const block = some.slice(at, at + BLOCK);
      appendFileSync(file, block.map(({ text }) => `${text}\n`).join(''));
    }
    return { file, lines: some.length, to: some.reduce((to, { time }) => Math.max(to, time), from) };
  });
  return { from, to: from + LENGTH, parts };
}

/** One process alone on both parts of a log. */
async function singleRun(log: MadeLog): Promise<{ cost: number; counted: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-bench-'));
  const file = join(folder, 'live.log');
  const http = `127.0.0.1:${await freePort()}`;
  writeFileSync(file, '');
  // Roles store what rules escalate; a single process would store ordinary lines, too, a fifth of its time.
  const yaml = `http: { listen: '${http}' }\nstore: { keep: none }\n${ALONE}${sourceOf(file)}`;
  writeFileSync(join(folder, 'logsift.yaml'), yaml);
  const node = await MeasuredNode.start('single', folder, ['--config', 'logsift.yaml', '--state', 'state']);
  let cost = Number.NaN;
  try {
    let lines = 0;
    for (const part of log.parts) {
      lines += part.lines;
      const before = node.cpu;
      append(part.file, file);
      for (let taken = 0; taken < lines; await sleep(200)) taken = await linesTaken(http, node);
      await sleep(SETTLED);
      cost = ((node.cpu - before) / part.lines) * 1e6;
    }
    await node.end('SIGTERM');
    return { cost, counted: countedIn(join(folder, 'state'), log) };
  } finally {
    await node.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function linesTaken(http: string, node: MeasuredNode): Promise<number> {
  if (!node.alive) throw new Error(`it ended: ${node.output}`);
  const answer = await fetch(`http://${http}/status`).catch(() => null);
  return answer === null ? 0 : ((await answer.json()) as Status).pipeline.lines;
}

/** A process for each role on the same. */
async function clusterRun(log: MadeLog): Promise<{ costs: Costs; counted: number }> {
  const cluster = new MeasuredCluster();
  try {
    await cluster.start();
    const file = join(cluster.folder, 'live.log');
    writeFileSync(file, '');
    for (const role of ROLES)
      await cluster.add(role, role, role === 'collect' ? `${ALONE}${sourceOf(file)}` : undefined);
    let costs: Costs = new Map();
    for (const part of log.parts) {
      // Many lines say their time in whole seconds.
      const came = cluster.cameTo(part.to - 2000);
      const before = cluster.cpu;
      append(part.file, file);
      await came;
      await sleep(SETTLED);
      costs = new Map(
        [...cluster.cpu].map(([name, cpu]) => [name, ((cpu - before.get(name)!) / part.lines) * 1e6]),
      );
    }
    // The last entries are acknowledged, and what was counted is kept.
    for (const role of [...ROLES].reverse()) await cluster.nodes.get(role)!.end('SIGTERM');
    return { costs, counted: cluster.counted('detect', log) };
  } finally {
    await cluster.remove();
  }
}

function sourceOf(file: string): string {
  return `sources: [{ type: file, paths: ['${file}'], start: beginning }]\n`;
}

function append(from: string, to: string): void {
  appendFileSync(to, readFileSync(from));
}
