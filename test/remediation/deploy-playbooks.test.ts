import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlaybooks } from '../../src/app/read-playbooks.ts';
import { planOf } from '../../src/remediation/plan.ts';
import { incidentWith, sshd, WORLD } from './made-world.ts';

const FOLDER = join(import.meta.dirname, '../../deploy/playbooks');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const argvOf = (file: string, ...incident: Parameters<typeof incidentWith>) => {
  const planned = planOf(readPlaybooks([join(FOLDER, file)])[0]!, incidentWith(...incident), WORLD);
  return planned.ok ? planned.plan.argv.join(' ') : planned.because;
};
const attack = sshd('Failed password for root from 203.0.113.7 port 22 ssh2');
const actor = { host: 'web01', app: 'sshd', actor: '203.0.113.7' };

test.each(files)('%s is read, asks a person and is a dry run until somebody says otherwise', (file) => {
  for (const playbook of readPlaybooks([join(FOLDER, file)]))
    expect(playbook).toMatchObject({ dry_run: true, auto: false });
});

test('they do what they say', () => {
  expect(argvOf('block-address-nftables.yaml', actor, [attack])).toBe(
    '/usr/sbin/nft add element inet filter blocked { 203.0.113.7 timeout 1h }',
  );
  expect(argvOf('block-address-crowdsec.yaml', actor, [attack])).toBe(
    '/usr/bin/cscli decisions add --ip 203.0.113.7 --duration 1h --reason logsift',
  );
  expect(argvOf('restart-unit.yaml', { host: 'web01', app: 'nginx' }, [attack])).toBe(
    '/usr/bin/systemctl restart nginx.service',
  );
  const down = 'Mar  1 12:00:01 sw-a-4 41: %LINK-3-UPDOWN: Interface Gi1/0/7, changed state to down';
  expect(argvOf('bounce-port.yaml', { host: 'sw-a-4' }, [down])).toMatch(
    /^\/usr\/bin\/curl .*https:\/\/network\.example\.org\/api\/switches\/sw-a-4\/ports\/Gi1%2F0%2F7\/bounce$/,
  );
});

test('the page on playbooks and the examples name nothing that is not there', () => {
  expect(readFileSync(join(FOLDER, 'README.md'), 'utf8')).toContain('block-address');
  expect(files).toHaveLength(4);
});
