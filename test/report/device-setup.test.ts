import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deviceNamed, renderDeviceSetup, renderDevices } from '../../src/report/device-setup.ts';
import { painter } from '../../src/report/page.ts';

const NAMES = renderDevices()
  .trim()
  .split('\n')
  .map((row) => row.split(' ')[0]!);
const PAGE = { width: 80, paint: painter(false) };

function shown(name: string, ports: { udp?: number; tcp?: number; tls?: number; traps?: number }): string {
  return renderDeviceSetup(name, { host: '192.0.2.7', others: [], first: [], ports }, PAGE);
}

/** What is to be typed, without the remarks. */
function typed(name: string, ports: Parameters<typeof shown>[1]): string {
  return shown(name, ports)
    .split('\n')
    .filter((row) => !row.startsWith('#'))
    .join('\n');
}

describe.each(NAMES)('%s', (name) => {
  it('is told the address and the port of what it speaks', () => {
    const lines = typed(name, { udp: 7001, tcp: 7002, tls: 7003, traps: 7004 });
    expect(lines).toContain('192.0.2.7');
    if (name !== 'journald-remote') expect(lines).toMatch(/\b700[1-4]\b/);
    expect(lines).not.toContain('undefined');
  });

  it('is known by its other words', () => {
    expect(deviceNamed(name.toUpperCase())).toEqual({ name });
  });
});

it('sends over what is listened for, and where nothing fits that is said', () => {
  expect(typed('cisco-asa', { tcp: 601 })).toContain(
    'logging host inside 192.0.2.7 tcp/601\nlogging permit-hostdown',
  );
  expect(typed('fortinet', { tcp: 601 })).toContain('set mode reliable');
  expect(shown('unifi', { tcp: 601 })).toMatch(/sends over UDP, and logsift does not listen for that/);
  expect(shown('snmpd', { udp: 514 })).toMatch(/no source\s+(?:# )?snmp-trap/);
});

it('traps are shown where they are taken in', () => {
  expect(typed('cisco', { udp: 514 })).not.toContain('snmp-server');
  expect(typed('cisco', { udp: 514, traps: 1162 })).toContain('version 3 priv logsift udp-port 1162');
});

describe('is understood by the real', () => {
  const written = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'setup-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'one.conf'), text);
    return join(folder, 'one.conf');
  };

  const understood = (program: string, args: readonly string[]) =>
    execFileSync(program, args, { stdio: 'pipe' });

  it.each(['udp', 'tcp', 'tls'] as const)('rsyslog over %s', (protocol) => {
    const ca = protocol === 'tls' ? typed('rsyslog', { tls: 6514 }).replace(/^global.*$/m, '') : null;
    const text = ca ?? typed('rsyslog', { [protocol]: 5514 });
    const work = 'global(workDirectory="/tmp")\nmodule(load="imuxsock" SysSock.Use="off")\n';
    understood('rsyslogd', ['-N1', '-f', written(`${work}${text}`)]);
  });

  it.each(['udp', 'tcp'] as const)('syslog-ng over %s', (protocol) => {
    const text = `@version: 3.38\nsource s_src { internal(); };\n${typed('syslog-ng', { [protocol]: 5514 })}`;
    understood('syslog-ng', ['--syntax-only', '-f', written(text)]);
  });
});
