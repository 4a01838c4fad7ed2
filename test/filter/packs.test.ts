import { describe, expect, test } from 'vitest';
import { judgeLine, testRules } from '../../src/app/rules.ts';
import { loadRules } from '../../src/filter/load-rules.ts';
import { requiredWords } from '../../src/filter/required-words.ts';

const rules = loadRules();

test('every rule of the packs has a reason, an owner, and test lines of both kinds, which come out right', () => {
  expect(rules.length).toBeGreaterThan(50);
  for (const { id, reason, owner, test: lines } of rules) {
    expect([id, reason !== '', owner !== null, lines.match.length > 0, lines.noMatch.length > 0]).toEqual([
      ...[id, true, true, true, true],
    ]);
  }
  expect(testRules(rules).failures).toEqual([]);
});

test('reviewed patterns are asked only where one of their words occurs', () => {
  const slow = rules.filter(({ match }) => {
    if (match.patterns === null) return false;
    return match.patterns.some(
      (pattern) => requiredWords(pattern)?.words.every((word) => word.length >= 6) !== true,
    );
  });
  // Cisco's firewalls number their messages: these are asked of their lines alone.
  expect(slow.filter(({ match }) => match.apps === null).map(({ id }) => id)).toEqual([]);
});

test('escalations and exceptions of any pack stand before the drops of all; common words come last', () => {
  const specific = rules.filter(({ id }) => !id.startsWith('general/'));
  const actions = specific.map(({ action }) => action);
  expect(rules.slice(0, specific.length)).toEqual(specific);
  expect(actions.lastIndexOf('escalate')).toBeLessThan(actions.indexOf('drop'));
});

describe('known noise is dropped', () => {
  test.each([
    '<189>45: Mar  1 18:46:11: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/7, changed state to up',
    '<189>45: Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured from console by vty0',
    '<189>45: Mar  1 18:46:11: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: alice]',
    '<187>45: Mar  1 18:46:11: %SNMP-3-AUTHFAIL: Authentication failure for SNMP req, community public',
    '<188>45: Mar  1 18:46:11: %CDP-4-NATIVE_VLAN_MISMATCH: Native VLAN mismatch discovered on Gi1/0/1',
    '<186>45: Mar  1 18:46:11: %STP-2-LOOPGUARD_BLOCK: Loop guard blocking port Ethernet1/1',
    'Mar  1 12:00:00 web01 last message repeated 3 times',
    'Mar  1 12:00:00 web01 CRON[4242]: (root) CMD (true)',
    'Mar  1 12:00:00 web01 systemd[1]: Started Session 42 of user alice.',
    'Mar  1 12:00:00 web01 sshd[811]: Accepted password for alice from 10.0.0.7 port 4242 ssh2',
  ])('%s', (line) => {
    expect(judgeLine(line, rules).mark).toBe('drop');
  });
});

describe('what is bad by itself is escalated', () => {
  test.each([
    ['power', '%PLATFORM-2-PF_PWRSPLY: Power supply 1 failed'],
    [
      'neighbour',
      '%DUAL-5-NBRCHANGE: EIGRP-IPv4 100: Neighbor 10.0.0.2 (Gi0/1) is down: holding time expired',
    ],
    ['link', '%LINK-3-UPDOWN: Interface TenGigabitEthernet1/1/1, changed state to down'],
    ['intrusion', '%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: admin] repeated 12 times'],
    ['memory', '%SYS-2-MALLOCFAIL: Memory allocation of 65536 bytes failed'],
    ['temperature', '%PLATFORM-4-ELEMENT_WARNING: Switch 1: Temperature is high'],
    ['fan', '%FAN-3-FAN_FAILED: Fan 2 failed'],
    ['hardware', '%STACKMGR-4-STACK_LINK_CHANGE: Stack Port 2 Switch 1 has been removed'],
    ['authentication', 'sshd[7]: Failed password for root from 203.0.113.9 port 4242 ssh2'],
    ['memory', 'kernel: Out of memory: Killed process 4242 (java)'],
    ['temperature', 'ipmid[8]: temperature is critical'],
    ['disk', 'kernel: disk sda: read error'],
    ['disk', 'raid[7]: physical disk 3 error'],
    ['disk', 'kernel: blk_update_request: I/O error, dev sda'],
    ['process', 'kernel: nginx[811]: segfault at 18 ip 00007f'],
  ])('%s: %s', (category, text) => {
    const line = text.startsWith('%') ? `<187>45: Mar  1 18:46:11: ${text}` : `Mar  1 12:00:00 web01 ${text}`;
    expect(judgeLine(line, rules).mark).toBe(`escalate(${category})`);
  });
});

test('lines made to keep a pattern busy are decided about', () => {
  const hostile = [
    `disk ${'disk '.repeat(1500)}error`,
    `EXT4-fs ${'BTRFS '.repeat(1200)}`,
    `union${'+all'.repeat(1500)}`,
    `user "${'user "'.repeat(1200)} password mismatch`,
    `temperature ${'temperature '.repeat(600)}`,
    `%A-1-${'FAN_'.repeat(1800)}FAN_FAILED`,
  ];
  for (const text of hostile) {
    for (const app of ['sshd', 'kernel', 'smartd'])
      judgeLine(`Mar  1 12:00:00 web01 ${app}[1]: ${text}`, rules);
  }
});
