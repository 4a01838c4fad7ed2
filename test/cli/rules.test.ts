import { describe, expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const MINE = `rules:
  - id: reactor
    action: escalate
    category: temperature
    page: true
    match: {regex: core temperature}
    reason: the plant is in danger
    test: {match: ['Mar  1 12:00:00 plc1 plcd[7]: core temperature 900'], no_match: ['Mar  1 12:00:00 plc1 plcd[7]: ok']}
`;

describe('logsift rules', () => {
  test('list shows own rules first, then the packs', async () => {
    const cwd = folderWith({ 'mine.yaml': MINE });
    const { code, stdout } = await runCli(['rules', 'list', '--rules', 'mine.yaml'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^reactor {2}escalate as temperature, gravity 0.6, page\n/);
    expect(stdout).toContain('linux/oom-kill');
    const json = await runCli(['rules', 'list', '--rules', 'mine.yaml', '--no-packs', '--json'], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject([{ id: 'reactor', where: 'mine.yaml:2', until: null }]);
  });

  test('test runs the test lines of the rules, and exits with 1 when one is wrong', async () => {
    const cwd = folderWith({ 'mine.yaml': MINE, 'bad.yaml': MINE.replace('core temperature}', 'coolant}') });
    const good = await runCli(['rules', 'test', '--rules', 'mine.yaml'], { cwd });
    expect(good).toMatchObject({ code: 0, stdout: expect.stringMatching(/ 0 wrong\.\n$/) });
    const bad = await runCli(['rules', 'test', '--rules', 'bad.yaml', '--no-packs'], { cwd });
    expect(bad).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('bad.yaml:2: reactor does not match'),
    });
  });

  test('test says of a line which rule decides, and of what text', async () => {
    const { code, stdout } = await runCli([
      'rules',
      'test',
      'Mar  1 12:00:00 w1 sshd[7]: Failed password for root',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('sshd[7]: Failed password for root');
    expect(stdout).toContain('escalate(authentication)  rule linux/ssh-failed');
  });

  test('test shows of a log what each rule did and what is held back', async () => {
    const line = (i: number) => `Mar  1 12:00:0${i} web01 CRON[${i}]: (root) CMD (true)\n`;
    const cwd = folderWith({ 'a.log': [0, 1, 2, 3].map(line).join('') });
    const { stdout } = await runCli(['rules', 'test', 'a.log'], { cwd });
    expect(stdout).toMatch(/ 3 {2}drop {6}linux\/cron-runs \(1 kept as new\)/);
    expect(stdout).toContain('4 lines: 3 dropped, 1 kept, 0 escalated.');
  });

  test('a bad file is one line with its place, and exit code 2', async () => {
    const cwd = folderWith({ 'bad.yaml': MINE.replace('reason:', 'raeson:'), 'a.log': 'x\n' });
    for (const args of [
      ['rules', 'list'],
      ['scan', 'a.log'],
    ]) {
      const { code, stderr } = await runCli([...args, '--rules', 'bad.yaml'], { cwd });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^logsift: bad\.yaml:7:5: unknown key "raeson": did you mean reason\?.*\n$/);
    }
    const gone = await runCli(['scan', 'a.log', '--rules', 'gone.yaml'], { cwd });
    expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no such file') });
  });
});

describe('scan with rules', () => {
  const minutes = Array.from({ length: 600 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 2, 1, 0, i)).toISOString();
    return `${time} plc1 plcd[7]: core temperature ${300 + (i % 7)}\n`;
  });

  test('shows the reduction, and a page of a rule above the page line although it fires all day', async () => {
    const cwd = folderWith({ 'mine.yaml': MINE, 'a.log': minutes.join('') });
    const { stdout } = await runCli(['scan', 'a.log', '--rules', 'mine.yaml', '--top', '3'], { cwd });
    expect(stdout).toContain('The plant is in danger (rule reactor)');
    expect(stdout).toContain('urgent');
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/600 lines → 600 escalated → \d+ findings?\./);
  });

  test('--no-packs and no file leave everything as it is', async () => {
    const cwd = folderWith({ 'a.log': 'Mar  1 12:00:00 web01 CRON[1]: (root) CMD (true)\n'.repeat(50) });
    const { stdout } = await runCli(['scan', 'a.log', '--no-packs', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      totals: { dropped: 0, kept: 50, escalated: 0, events: 50 },
      filter: { rules: [], categories: [], wouldHaveShown: [] },
    });
    const packs = await runCli(['scan', 'a.log', '--json'], { cwd });
    const { totals } = JSON.parse(packs.stdout) as { totals: { dropped: number; kept: number } };
    expect(totals.dropped + totals.kept).toBe(50);
    expect(totals.dropped).toBeGreaterThan(0);
  });
});
