import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import kafka from '../buses/kafka.ts';
import { KafkaBus } from '../buses/kafka-bus.ts';
import { KafkaClient } from '../buses/kafka-client.ts';
import { type KafkaOptions, kafkaSchema } from '../buses/kafka-options.ts';
import { LogsiftError } from '../core/errors.ts';
import type { BusPlace } from '../testing/bus-bench.ts';
import { busChecks } from '../testing/bus-contract.ts';
import { CutSockets } from '../testing/cut-sockets.ts';
import { loadConfig } from './config.ts';

/** What is checked of a real cluster, and where it is said. */
export interface KafkaCheck {
  /** Brokers as `HOST:PORT`; else those of the configuration. */
  readonly brokers: readonly string[];
  /** A file with a section `bus` of type kafka. */
  readonly config?: string;
  /** Only checks whose name has this in it. */
  readonly only?: string;
  /** How long one check may take, ms. */
  readonly limit: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  say(line: string): void;
}

/**
 * Runs the contract of buses against a real cluster, under throw-away prefixes, and cleans up behind each check. What
 * is to happen while brokers are away is tried by breaking our own connections: nothing is done to the brokers.
 * Resolves to how many checks failed. Rejects with BUS_INVALID where the cluster cannot be used at all.
 */
export async function kafkaCheck({
  brokers,
  config,
  only = '',
  limit,
  env,
  say,
}: KafkaCheck): Promise<number> {
  const options = optionsOf({ brokers, env, ...(config === undefined ? {} : { config }) });
  const run = `logsift-check-${randomBytes(3).toString('hex')}`;
  say(`brokers: ${options.brokers.join(', ')}; topics and groups ${run}-… are made, and deleted again`);
  await reach(options);
  let places = 0;
  const harness = {
    ...{ fileName: 'kafka', options: { brokers: [...options.brokers] } },
    place: async () => placeOn({ ...options, prefix: `${run}-${++places}` }, say),
  };
  let failed = 0;
  const checks = busChecks(kafka, harness).filter(({ name }) => name.includes(only));
  for (const [i, { name, run: check }] of checks.entries()) {
    const began = performance.now();
    const late = sleep(limit, undefined, { ref: false }).then(() => {
      throw new Error(`it did not end within ${limit / 1000} s`);
    });
    const error = await Promise.race([Promise.resolve().then(check), late]).then(
      () => null,
      (reason: unknown) => reason as Error,
    );
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(`${i + 1}/${checks.length} ${error === null ? 'works' : 'DOES NOT WORK'}: ${name} (${seconds} s)`);
    if (error === null) continue;
    failed++;
    say(`      ${error.message.split('\n').slice(0, 6).join('\n      ')}`);
  }
  say(
    failed === 0
      ? `all ${checks.length} checks work: logsift can use this cluster`
      : `${failed} of ${checks.length} checks do not work`,
  );
  return failed;
}

function optionsOf({ brokers, config, env }: Pick<KafkaCheck, 'brokers' | 'config' | 'env'>): KafkaOptions {
  if (config === undefined) return kafkaSchema.parse({ brokers });
  const home = env.HOME ?? '/';
  const { bus } = loadConfig({ env, home, hostname: hostname(), root: false, files: [config] }).config as {
    readonly bus?: { readonly type: string };
  };
  if (bus?.type !== 'kafka') {
    throw new LogsiftError('CONFIG_INVALID', `${config} has no section \`bus\` of type kafka`);
  }
  const { type: _, ...options } = bus as { readonly type: string } & KafkaOptions;
  return { ...options, ...(brokers.length === 0 ? {} : { brokers: [...brokers] }) };
}

/** Fails in words where nothing can be checked: no broker, wrong password, no permission. */
async function reach(options: KafkaOptions): Promise<void> {
  const admin = await new KafkaClient(options).admin();
  try {
    await admin.connect();
    await admin.describeCluster();
  } catch (cause) {
    throw new LogsiftError('BUS_INVALID', `the cluster cannot be reached: ${(cause as Error).message}`, {
      cause,
    });
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

function placeOn(options: KafkaOptions, say: (line: string) => void): BusPlace {
  const all: { readonly sockets: CutSockets; readonly hangs: () => boolean }[] = [];
  let away = false;
  return {
    open(context) {
      const sockets = new CutSockets();
      let hangs = false;
      if (away) sockets.break();
      all.push({ sockets, hangs: () => hangs });
      return {
        bus: new KafkaBus({ ...options, partitions: 6 }, context, sockets.connect),
        cut() {
          hangs = true;
          sockets.hang();
        },
      };
    },
    async stopBroker() {
      away = true;
      for (const { sockets } of all) sockets.break();
    },
    async startBroker() {
      away = false;
      for (const { sockets, hangs } of all) if (!hangs()) sockets.mend();
    },
    async close() {
      for (const { sockets } of all) sockets.close();
      await cleaned(options).catch((error: Error) =>
        say(`      what begins with ${options.prefix} could not be deleted: ${error.message}`),
      );
    },
  };
}

/** Deletes topics and groups of a prefix. */
async function cleaned(options: KafkaOptions): Promise<void> {
  const ours = (name: string) => name.startsWith(`${options.prefix}.`);
  const admin = await new KafkaClient(options).admin();
  try {
    await admin.connect();
    const topics = (await admin.listTopics()).filter(ours);
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter(ours);
    // A member that vanished is one for a while yet, and a group with members cannot be deleted.
    if (groups.length > 0) await admin.deleteGroups(groups).catch(() => {});
  } finally {
    await admin.disconnect().catch(() => {});
  }
}
