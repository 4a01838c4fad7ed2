import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canMock, MockCluster } from '../../src/testing/kafka-mock.ts';

const PROGRAM = join(import.meta.dirname, '../../deploy/kafka-check');
const check = (...args: string[]) =>
  spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 100_000 });

test('without brokers it says what it wants', () => {
  const { status, stdout } = check();
  expect([status, stdout.split('\n')[0]]).toEqual([
    2,
    'usage: kafka-check [--config FILE] [--only WORDS] [--limit SECONDS] [HOST:PORT …]',
  ]);
});

test('brokers that are not there are said in one line', { timeout: 120_000 }, () => {
  const { status, stdout, stderr } = check('127.0.0.1:1');
  expect(status).toBe(2);
  expect(stdout).toMatch(/^brokers: 127\.0\.0\.1:1; topics and groups logsift-check-[0-9a-f]{6}-… are made/);
  expect(stderr).toMatch(/^kafka-check: the cluster cannot be reached: .*ECONNREFUSED.*\n$/);
});

// What librdkafka imitates makes no topics, names no groups and deletes nothing: only what needs none of it is tried.
describe.skipIf(!canMock())('on an imitated cluster (needs kcat, gcc and librdkafka-dev)', () => {
  let cluster: MockCluster;
  beforeAll(async () => {
    cluster = await MockCluster.start();
  });
  afterAll(() => cluster?.stop());

  test('what works is said, and what could not be deleted', { timeout: 120_000 }, () => {
    const { status, stdout } = check(cluster.brokers[0]!, '--only', 'follows from the oldest');
    expect(stdout).toMatch(
      /\n1\/1 works: follows from the oldest, from behind a place, and from now on \([\d.]+ s\)\n/,
    );
    expect(stdout).toMatch(/ {6}what begins with logsift-check-[0-9a-f]{6}-1 could not be deleted: /);
    expect(stdout).toMatch(/\nall 1 checks work: logsift can use this cluster\n$/);
    expect(status).toBe(0);
  });

  test('what does not work is said with why, also of brokers in a configuration', {
    timeout: 120_000,
  }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'kafka-check-'));
    const config = join(folder, 'logsift.yaml');
    const { brokers } = cluster;
    writeFileSync(
      config,
      `bus: { type: kafka, brokers: ['${brokers[0]}'], create_topics: false, session: 2s }\n`,
    );
    // It makes topics of four partitions, and this check wants six.
    const { status, stdout } = check('--config', config, '--limit', '5', '--only', 'one, two and three');
    rmSync(folder, { recursive: true, force: true });
    expect(stdout).toMatch(/\n1\/1 DOES NOT WORK: one, two and three members share shards evenly/);
    expect(stdout).toMatch(/ {6}it did not end within 5 s\n/);
    expect(stdout).toMatch(/\n1 of 1 checks do not work\n$/);
    expect(status).toBe(1);
  });
});
