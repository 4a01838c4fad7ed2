import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Behaviour, Receiver } from '../../src/testing/receiver.ts';
import { lineOf, listeningDaemon, PATIENCE, SOAK } from './run-fixture.ts';

/** In the order in which they are met; the long form has the receiver hang, too, until each try is given up. */
const FAULTS: readonly Behaviour[] = [
  { status: 429, headers: { 'retry-after': '1' } },
  { status: 500 },
  'drop',
  ...(SOAK ? (['hang', { status: 503 }, 'trickle', 'hang'] as const) : []),
];
const LONG = { ...PATIENCE, timeout: SOAK ? 300_000 : 60_000 };

async function daemonWith(type: 'webhook' | 'slack') {
  const receiver = await Receiver.start();
  onTestFinished(() => receiver.stop());
  const daemon = await listeningDaemon({
    yaml: `notifiers: [{ type: ${type}, url: '${receiver.url()}', allow_private: true }]\nbudget: 100/day\n`,
  });
  return { receiver, daemon };
}

test.each(['webhook', 'slack'] as const)(
  'a receiver that answers 429 and 500 and hangs up gets the message in the end, once (%s)',
  async (type) => {
    const { receiver, daemon } = await daemonWith(type);
    receiver.behaviour = FAULTS[0]!;
    await daemon.run.start();
    await daemon.say([lineOf('alpha', 'controller', 'PAGE alpha is broken')]);
    for (const behaviour of [...FAULTS.slice(1), { status: 200, body: 'ok' }]) {
      const seen = receiver.requests.length;
      await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThan(seen), LONG);
      receiver.behaviour = behaviour;
    }
    const failed = receiver.requests.length;
    const arrived = () => receiver.requests.slice(failed);
    const told = () => arrived().filter(({ body }) => body.includes('alpha'));
    await vi.waitFor(() => expect(told().length).toBe(1), LONG);
    await vi.waitFor(async () => {
      const { channels, findings } = await daemon.status();
      expect(channels[0]).toMatchObject({ pending: 0, refused: 0, stale: 0, failures: 0 });
      expect(findings.waiting).toBe(0);
    }, LONG);
    const keys = receiver.requests.map(({ headers }) => headers['idempotency-key']);
    // Every try of it had the same, and nothing of the receiver's was told to itself.
    if (type === 'webhook') expect(new Set(keys.slice(0, failed)).size).toBe(1);
    expect(told().length).toBe(1);
    expect(await daemon.run.end('SIGTERM')).toBe(0);
  },
  600_000,
);

test('killed after a message was sent and before that was noted: it is sent once more, with the same key', async () => {
  const { receiver, daemon } = await daemonWith('webhook');
  receiver.behaviour = 'hang';
  await daemon.run.start();
  await daemon.say([lineOf('alpha', 'controller', 'PAGE alpha is broken')]);
  await vi.waitFor(() => expect(receiver.requests.length).toBe(1), PATIENCE);
  await daemon.run.end('SIGKILL');
  receiver.behaviour = { status: 200 };
  await daemon.run.start();
  await vi.waitFor(() => expect(receiver.requests.length).toBeGreaterThan(1), PATIENCE);
  await vi.waitFor(async () => expect((await daemon.status()).channels[0]?.pending).toBe(0), PATIENCE);
  // What the ring gives again tells nothing a second time.
  await vi.waitFor(async () => expect((await daemon.status()).state).toBe('running'), PATIENCE);
  await sleep(1500);
  const [first, second] = receiver.requests.map(({ headers }) => headers['idempotency-key']);
  expect(receiver.requests.length).toBe(2);
  expect(second).toBe(first);
  expect(await daemon.run.end('SIGTERM')).toBe(0);
}, 120_000);
