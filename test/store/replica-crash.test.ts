import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { NOW, newFolder, runBeside } from './places.ts';
import { MadeTopic, madeNode, tablesOf } from './replica-places.ts';

const ENTRIES = 400;
const KILLS = 8;

it(`a process that is killed ${KILLS} times while it puts rows in place goes on where it was, and nothing is there twice`, async () => {
  const a = madeNode('a');
  const topic = new MadeTopic();
  a.out.own('decide', 1);
  a.out.own('detect', 1);
  for (let i = 0; topic.entries.length < ENTRIES; i++) {
    a.store.write('t', () => {
      a.store.findings.put([{ ...madeFinding(i), id: `f${i % 50}` }], NOW + i);
      a.store.audit.add({
        ...{ at: NOW, who: 'joe', by: null, address: '::1', what: 'GET', about: '{}', status: 200 },
      });
      if (i % 3 === 0) a.store.findings.forget(NOW + i - 30, { keep: 1e6, most: 5 });
    });
    if (i % 40 === 0) {
      const chunks = new Map([['engine', `${i} `.repeat(1_000_000)]]);
      await a.store.snapshotsOf('detect', { counts: true }).save({ taken: i, chunks, resume: new Map() });
    }
    topic.publish(a);
  }
  const [folder, file] = [newFolder(), join(newFolder(), 'topic')];
  writeFileSync(
    file,
    topic.entries.map(({ node, bytes }) => `${node} ${bytes.toString('base64')}`).join('\n'),
  );
  let last = -1;
  for (let kill = 0; kill <= KILLS; kill++) {
    let first = -1;
    let begun = () => {};
    const beginning = new Promise<void>((done) => {
      begun = done;
    });
    const { child, ended } = runBeside(
      new URL('./replica-applier.ts', import.meta.url),
      [folder, file],
      (line) => {
        const [at, state] = line.split(' ');
        expect(['applied', 'waiting']).toContain(state);
        if (first < 0) first = Number(at);
        last = Number(at);
        begun();
      },
    );
    await Promise.race([beginning, ended]);
    const before = last;
    if (kill < KILLS) {
      await Promise.race([sleep(kill * 9), ended]);
      child.kill('SIGKILL');
    }
    const { stderr } = await ended;
    expect(stderr).toBe('');
    // What it had said was done is not done again.
    if (first >= 0) expect(first).toBeLessThanOrEqual(before);
  }
  expect(last).toBe(topic.entries.length - 1);
  const b = madeNode('b', folder);
  expect(tablesOf(b)).toEqual(tablesOf(a));
  expect(b.store.state.pragma('integrity_check', { simple: true })).toBe('ok');
  // All of it once more, as a broker may hand it over.
  for (const { bytes } of topic.entries) {
    expect(b.in.apply(bytes, { node: 'a', position: '0' }).state).toBe('repeated');
  }
  expect(tablesOf(b)).toEqual(tablesOf(a));
});
