import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { machineInputs } from '../../src/app/machine-inputs.ts';
import { syslogDaemon } from '../../src/app/syslog-daemon.ts';

const JOURNAL = { 'var/log/journal/0123456789abcdef/system.journal': 'LPKSHHRH' };
const LOG = 'Mar  1 12:00:00 web01 sshd[7]: hello\n';
/** The configuration that Debian's package brings. */
const DEBIAN = `
module(load="imuxsock") # provides support for local system logging
module(load="imklog")   # provides kernel logging support
#module(load="imudp")
$FileOwner root
$IncludeConfig /etc/rsyslog.d/*.conf
*.*;auth,authpriv.none		-/var/log/syslog
auth,authpriv.*			/var/log/auth.log
cron.*				-/var/log/cron.log
kern.*				-/var/log/kern.log
mail.*				-/var/log/mail.log
*.emerg				:omusrmsg:*
`;
const RED_HAT = `
module(load="imjournal" StateFile="imjournal.state")
*.info;mail.none;authpriv.none;cron.none                /var/log/messages
authpriv.*                                              /var/log/secure
mail.*                                                  -/var/log/maillog
cron.*                                                  /var/log/cron
local7.*                                                /var/log/boot.log
`;
const HAPROXY = `
$AddUnixListenSocket /var/lib/haproxy/dev/log
:programname, startswith, "haproxy" {
  /var/log/haproxy.log
  stop
}
`;
const UFW = ':msg,contains,"[UFW " /var/log/ufw.log\n#& stop\n';

function machine(files: { readonly [path: string]: string | Buffer }): string {
  const root = mkdtempSync(join(tmpdir(), 'logsift-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode: 0o644 });
  }
  return root;
}

const debianLogs = Object.fromEntries(
  ['syslog', 'auth.log', 'kern.log', 'mail.log', 'cron.log'].map((name) => [`var/log/${name}`, LOG]),
);

describe('the inputs of a machine', () => {
  it('are the journal, and only files that it does not hold', () => {
    const root = machine({
      ...JOURNAL,
      ...debianLogs,
      'etc/rsyslog.conf': DEBIAN,
      'var/log/dpkg.log': LOG,
      'var/log/nginx/access.log': LOG,
    });
    const { journal, files, exclude, left, notes } = machineInputs({ root });
    expect(journal).toBe('readable');
    expect(files).toEqual(['/var/log/dpkg.log', '/var/log/nginx/access.log']);
    expect(left).toContainEqual({
      path: '/var/log/auth.log',
      reason: 'rsyslog writes it of what the journal holds as well',
    });
    expect(left).toHaveLength(5);
    // A file that appears tomorrow is not read either.
    expect(exclude).toEqual(expect.arrayContaining(['/var/log/auth.log', '/var/log/daemon.log']));
    expect(exclude).not.toContain('/var/log/dpkg.log');
    expect(notes).toEqual([]);
  });

  it('are no leftovers of a daemon that is gone, and no audit that the journal holds', () => {
    const audited = 'usr/lib/systemd/system/sockets.target.wants/systemd-journald-audit.socket';
    const logs = { 'var/log/messages': LOG, 'var/log/audit/audit.log': LOG, 'var/log/app.log': LOG };
    expect(machineInputs({ root: machine({ ...JOURNAL, ...logs, [audited]: '' }) }).files).toEqual([
      '/var/log/app.log',
    ]);
    expect(machineInputs({ root: machine({ ...JOURNAL, ...logs }) }).files).toContain(
      '/var/log/audit/audit.log',
    );
  });

  it('hold what a daemon takes in beside the journal and writes apart', () => {
    const root = machine({
      ...JOURNAL,
      'etc/rsyslog.conf': DEBIAN,
      'etc/rsyslog.d/49-haproxy.conf': HAPROXY,
      'etc/rsyslog.d/20-ufw.conf': UFW,
      'var/log/haproxy.log': LOG,
      'var/log/ufw.log': LOG,
      'var/log/syslog': LOG,
    });
    const { files, notes } = machineInputs({ root });
    expect(files).toEqual(['/var/log/haproxy.log']);
    expect(notes).toEqual([expect.stringContaining('rsyslog also takes in lines from other sockets')]);
  });

  it('say when lines from the network stand in files that are not read', () => {
    const root = machine({
      ...JOURNAL,
      ...debianLogs,
      'etc/rsyslog.conf': `${DEBIAN}\nmodule(load="imudp")\ninput(type="imudp" port="514")`,
    });
    expect(machineInputs({ root }).notes).toEqual([expect.stringContaining('from the network')]);
  });

  it('are without a journal the files of which no two hold the same lines', () => {
    const debian = machineInputs({ root: machine({ ...debianLogs, 'etc/rsyslog.conf': DEBIAN }) });
    expect(debian.journal).toBe('none');
    expect(debian.files).toEqual(['/var/log/auth.log', '/var/log/syslog']);
    expect(debian.left).toContainEqual({
      path: '/var/log/kern.log',
      reason: '/var/log/syslog holds the same lines',
    });

    const names = ['messages', 'secure', 'maillog', 'cron', 'boot.log'];
    const redHat = Object.fromEntries(names.map((name) => [`var/log/${name}`, LOG]));
    const { files } = machineInputs({ root: machine({ ...redHat, 'etc/rsyslog.conf': RED_HAT }) });
    expect(files).toEqual(['/var/log/cron', '/var/log/maillog', '/var/log/messages', '/var/log/secure']);
  });

  it('are without a journal also those that a filter or a severity keeps apart', () => {
    const root = machine({
      'etc/rsyslog.conf': '*.=debug -/var/log/debug\n*.=info;*.=notice -/var/log/messages\n',
      'etc/rsyslog.d/49-haproxy.conf': HAPROXY,
      'var/log/debug': LOG,
      'var/log/messages': LOG,
      'var/log/haproxy.log': LOG,
    });
    expect(machineInputs({ root }).files).toEqual([
      '/var/log/debug',
      '/var/log/haproxy.log',
      '/var/log/messages',
    ]);
  });

  it('are with syslog-ng told by the usual names', () => {
    const text = `
      source s_src { system(); internal(); };
      source s_net { udp(port(514)); };
      destination d_auth { file("/var/log/auth.log"); };
      destination d_kern { file("/var/log/kern.log"); };
      destination d_syslog { file("/var/log/syslog"); };
      destination d_hosts { file("/var/log/hosts/$HOST.log"); };
    `;
    const logs = { ...debianLogs, 'var/log/hosts/sw1.log': LOG, 'etc/syslog-ng/syslog-ng.conf': text };
    const without = machineInputs({ root: machine(logs) });
    expect(without.files).toEqual([
      '/var/log/auth.log',
      '/var/log/cron.log',
      '/var/log/hosts/sw1.log',
      '/var/log/mail.log',
      '/var/log/syslog',
    ]);
    const beside = machineInputs({ root: machine({ ...JOURNAL, ...logs }) });
    expect(beside.files).toEqual(['/var/log/hosts/sw1.log']);
    expect(beside.notes).toEqual([expect.stringContaining('syslog-ng also takes in lines from the network')]);
  });

  it('are no rotated, compressed or binary files', () => {
    const root = machine({
      'var/log/app.log': LOG,
      'var/log/app.log.1': LOG,
      'var/log/app.log.2.gz': 'x',
      'var/log/app.log-20260301': LOG,
      'var/log/wtmp': Buffer.alloc(384),
      'var/log/blob.log': Buffer.from('a\0b'),
      'var/log/.hidden.log': LOG,
      'var/log/empty.log': '',
    });
    expect(machineInputs({ root }).files).toEqual(['/var/log/app.log', '/var/log/empty.log']);
  });

  it('that may not be read are said in one line with the groups to join', () => {
    const root = machine({
      ...JOURNAL,
      'var/log/app.log': LOG,
      'var/log/other.log': LOG,
      'var/log/secret.log': LOG,
    });
    const { gid } = statSync(root);
    writeFileSync(join(root, 'x'), '');
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/group'), `daemon:x:1:\nadm:x:${gid}:\n`);
    const closed = machineInputs({ root, canRead: (path) => path.endsWith('other.log') });
    expect(closed).toMatchObject({ journal: 'closed', files: ['/var/log/other.log'] });
    expect(closed.notes).toEqual([
      'no permission to read /var/log/journal/0123456789abcdef/system.journal, /var/log/app.log, /var/log/secret.log ' +
        '(group adm): sudo usermod -aG adm $USER, then log in again',
    ]);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'that the system closes to this user are not read (setpriv, root)',
    () => {
      const root = machine({ 'var/log/open.log': LOG, 'var/log/closed.log': LOG, 'etc/group': 'adm:x:4:\n' });
      chmodSync(root, 0o755);
      chmodSync(join(root, 'var/log/closed.log'), 0o640);
      chownSync(join(root, 'var/log/closed.log'), 1, 4);
      const script = `
      import { machineInputs } from ${JSON.stringify(resolve('src/app/machine-inputs.ts'))};
      console.log(JSON.stringify(machineInputs({ root: ${JSON.stringify(root)} })));`;
      // Root without its rights is as anybody, and still reaches a checkout that is root's alone.
      const nobody = ['--clear-groups', '--bounding-set=-all', '--inh-caps=-all', process.execPath];
      const args = [...nobody, '--input-type=module-typescript', '--eval', script];
      const found = JSON.parse(execFileSync('setpriv', args, { encoding: 'utf8' }));
      expect(found).toMatchObject({
        files: ['/var/log/open.log'],
        notes: [
          'no permission to read /var/log/closed.log (group adm): sudo usermod -aG adm $USER, then log in again',
        ],
      });
    },
  );

  it('may be none at all', () => {
    expect(machineInputs({ root: machine({}) })).toEqual({
      journal: 'none',
      files: [],
      exclude: [],
      left: [],
      notes: [],
    });
    expect(machineInputs({ root: '/nowhere' })).toMatchObject({ files: [] });
  });
});

describe('the configuration of rsyslog', () => {
  const files = (text: string) =>
    syslogDaemon(machine({ 'etc/rsyslog.conf': text }))!.files.map(({ path, apart }) =>
      apart ? `${path} apart` : path,
    );

  it.each([
    ['*.* action(type="omfile" dirCreateMode="0700" file="/var/log/all.log")', ['/var/log/all.log']],
    ['if $programname == "cron" then /var/log/c.log\n& stop', ['/var/log/c.log apart']],
    [
      'if $programname == "a" then {\n action(type="omfile" file="/var/log/a.log")\n stop\n}',
      ['/var/log/a.log apart'],
    ],
    [':programname, isequal, "b" -/var/log/b.log\n& ~', ['/var/log/b.log apart']],
    [
      ':programname, isequal, "b" -/var/log/b.log\n*.* /var/log/syslog',
      ['/var/log/b.log', '/var/log/syslog'],
    ],
    ['*.* ?PerHost', []],
    ['*.* @@10.0.0.1:514', []],
    ['*.*;\\\n auth.none -/var/log/syslog;RSYSLOG_FileFormat', ['/var/log/syslog']],
    ['# *.* /var/log/no.log', []],
  ])('%j writes to %j', (text, wanted) => {
    expect(files(text)).toEqual(wanted);
  });
});
