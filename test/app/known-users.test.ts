import { expect, test } from 'vitest';
import { Engine } from '../../src/app/engine.ts';
import { KnownUsers } from '../../src/app/known-users.ts';
import { lineEvent } from '../../src/app/parse-line.ts';

test('users are known by the places in which they stand, what stands elsewhere is not', () => {
  const phase = { learning: true, reporting: false, segment: -1 } as const;
  const engine = new Engine({ rules: [], detectors: [], phase });
  const users = new KnownUsers(() => engine.miner.templates());
  const names = ['brunhilde', 'wolfgang', 'edeltraud', 'gottlieb', 'adelheid', 'lieselotte'];
  for (let i = 0; i < 60; i++) {
    const name = names[i % names.length];
    const time = `Mar  1 12:00:${String(i).padStart(2, '0')}`;
    for (const line of [
      `${time} web01 sshd[${i}]: Accepted password for ${name} from 198.51.100.${i} port ${4000 + i} ssh2`,
      `${time} web01 worker[7]: job number${i}x${i} took ${i} ms`,
    ]) {
      const event = lineEvent(line, { timeZone: 'UTC' });
      event.received = event.time;
      engine.observe(event);
    }
  }
  users.second();
  expect(users.names.toSorted()).toEqual(names.toSorted());
});
