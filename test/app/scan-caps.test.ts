import { expect, test } from 'vitest';
import { scan } from '../../src/app/scan.ts';
import { findingKey } from '../../src/core/expected.ts';
import { logFile, loginLog, syslogStamp, temporaryFolder, withLine } from './made-logs.ts';

const folder = temporaryFolder();

test('actors beyond the cap are said in a note', async () => {
  const start = Date.UTC(2026, 2, 1);
  const lines = Array.from({ length: 6000 }, (_, i) => {
    const from = `198.51.${i >> 8}.${i & 255}`;
    return `${syslogStamp(start + i * 100)} gate sshd[${i}]: Failed password for root from ${from} port 4022 ssh2`;
  });
  const { notes } = await scan({ inputs: [logFile(folder, 'actors.log', [...loginLog(200), ...lines])] });
  expect(notes).toContainEqual(
    expect.stringMatching(/^too much at once for burst: [\d,]+ actors forgotten while still failing$/),
  );
});

test('what is expected stays so when its kind of line is generalised later in the log', async () => {
  const said = (volume: string) => `gate backupd: snapshot of volume ${volume} failed`;
  const first = withLine(loginLog(20_000), 0.55, said('alpha'));
  const { findings } = await scan({ inputs: [logFile(folder, 'first.log', first)] });
  const mark = findings.find(({ evidence }) => evidence[0]!.text.includes('volume alpha'))!;
  expect(mark.detector).toBe('novelty');
  const names = ['beta', 'gamma', 'delta'];
  const more = names.reduce((lines, name, i) => withLine(lines, 0.56 + i / 1000, said(name)), first);
  const again = logFile(folder, 'again.log', more);
  const all = await scan({ inputs: [again] });
  const general = all.findings.find(({ evidence }) => evidence[0]!.text.includes('volume alpha'))!;
  expect(general.about.template).not.toBe(mark.about.template);
  const some = await scan({
    inputs: [again],
    isExpected: (finding) => findingKey(finding) === findingKey(mark),
  });
  expect(some.expected).toBe(1);
  expect(some.findings.map(({ id }) => id)).not.toContain(general.id);
});
