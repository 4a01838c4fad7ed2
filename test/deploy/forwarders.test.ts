import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';
import syslog from '../../src/sources/live-syslog.ts';
import { until } from '../../src/testing/live-sink.ts';
import { certificates } from '../sources/certificates.ts';
import { freePort, withSource } from '../sources/network-peer.ts';
import { have, scratch } from '../sources/scratch.ts';

const at = scratch();
const running: ChildProcess[] = [];
let made = 0;

afterEach(async () => {
  for (const child of running.splice(0)) {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    child.kill('SIGKILL');
    await ended;
  }
});

function run(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr!.resume();
  running.push(child);
  return child;
}

/** A snippet as it is shipped, with its places replaced; every one must be there. */
function snippet(name: string, places: { readonly [from: string]: string }): string {
  let text = readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');
  for (const [from, to] of Object.entries(places)) {
    expect(text, `${name} has no ${from}`).toContain(from);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** Starts rsyslogd with a snippet; gives the socket it takes lines from. */
function rsyslog(text: string): string {
  const n = made++;
  const socket = at(`rsyslog-${n}.socket`);
  const config = at(`rsyslog-${n}.conf`);
  const input = `module(load="imuxsock" SysSock.Use="off")\ninput(type="imuxsock" Socket="${socket}")\n`;
  writeFileSync(config, `global(workDirectory="${at('.')}")\n${input}${text}`);
  run('rsyslogd', ['-n', '-f', config, '-i', at(`rsyslog-${n}.pid`)]);
  return socket;
}

/** Starts syslog-ng with a snippet; gives the socket it takes lines from. */
function syslogNg(text: string): string {
  const n = made++;
  const socket = at(`syslog-ng-${n}.socket`);
  const config = at(`syslog-ng-${n}.conf`);
  writeFileSync(config, `@version: 3.38\nsource s_src { unix-dgram("${socket}"); };\n${text}`);
  const files = ['--persist-file', '--control', '--pidfile'].flatMap((flag) => [flag, at(`ng-${n}${flag}`)]);
  run('syslog-ng', ['-F', '--no-caps', '-f', config, ...files]);
  return socket;
}

const ODD = 'quotes " and \\ backslash, {"json": true}, 漢 — end';

/** Writes two lines to a log socket, as soon as it is there. */
async function log(socket: string): Promise<void> {
  // Without a socket logger says nothing and is content.
  await until(
    () => existsSync(socket),
    () => 'the log socket',
  );
  execFileSync('logger', ['-u', socket, '-p', 'auth.err', '-t', 'sshd[123]', '--', ODD]);
  execFileSync('logger', ['-u', socket, '-p', 'cron.info', '-t', 'cron', '--', 'second']);
}

const EXPECTED = [
  { app: 'sshd', pid: '123', severity: 3, facility: 4, message: ODD },
  { app: 'cron', severity: 6, facility: 9, message: 'second' },
];

async function overSyslog(
  options: (port: number) => object,
  forward: (port: number) => string,
  expected: readonly object[] = EXPECTED,
): Promise<void> {
  const port = await freePort();
  const source = syslog.follow(syslog.schema.parse({ udp: false, tcp: false, ...options(port) }));
  await withSource(source, async (sink) => {
    await log(forward(port));
    await sink.untilLines(2);
    const events = sink.text.map((line) => parseLine(Buffer.from(line, 'latin1')));
    expect(events).toMatchObject(expected);
    expect(events.map(({ flags, format }) => [flags, format])).toEqual([
      [[], 'rfc5424'],
      [[], 'rfc5424'],
    ]);
    expect(source.inputs().map((input) => input.dropped)).toEqual([{}]);
  });
}

/** Reads a pipe until two lines came. */
async function throughPipe(forward: (path: string) => string): Promise<void> {
  const path = at(`pipe-${made++}`);
  execFileSync('mkfifo', [path]);
  let text = '';
  const pipe = createReadStream(path, { flags: 'r+' });
  pipe.on('data', (chunk) => {
    text += chunk.toString('utf8');
  });
  try {
    await log(forward(path));
    await until(
      () => text.split('\n').length > 2,
      () => `two lines (${text})`,
    );
    const lines = text.trimEnd().split('\n');
    for (const line of lines) expect(Object.keys(JSON.parse(line) as object)).toContain('tag');
    expect(lines.map((line) => parseLine(line))).toMatchObject(
      EXPECTED.map((event) => ({ ...event, format: 'rsyslog-json', flags: [] })),
    );
  } finally {
    pipe.destroy();
  }
}

function tlsOf(port: number): object {
  const { server } = certificates(at);
  return { tls: { listen: `127.0.0.1:${port}`, cert: server.cert, key: server.key } };
}

const tcpOf = (port: number) => ({ tcp: `127.0.0.1:${port}` });

const tls = it.skipIf(!have('openssl'));

describe.skipIf(!have('rsyslogd') || !have('logger'))('rsyslogd with the snippet of deploy/', () => {
  it('sends over TCP in counted frames', async () => {
    await overSyslog(tcpOf, (port) =>
      rsyslog(snippet('rsyslog-tcp.conf', { 'port="5514"': `port="${port}"` })),
    );
  });

  tls('sends over TLS, and knows whom to', async () => {
    const places = (port: number) => ({
      'target="logs.example.org"': 'target="127.0.0.1"',
      'port="6514"': `port="${port}"`,
      'StreamDriverPermittedPeers="logs.example.org"': 'StreamDriverPermittedPeers="server"',
      '/etc/ssl/certs/logsift-ca.pem': certificates(at).ca,
    });
    await overSyslog(tlsOf, (port) => rsyslog(snippet('rsyslog-tls.conf', places(port))));
  });

  it('writes valid JSON with the tag into a pipe', async () => {
    await throughPipe((path) =>
      rsyslog(snippet('rsyslog-pipe.conf', { 'pipe="/run/logsift.fifo"': `pipe="${path}"` })),
    );
  });
});

describe.skipIf(!have('syslog-ng') || !have('logger'))('syslog-ng with the snippet of deploy/', () => {
  it('sends over TCP in counted frames', async () => {
    await overSyslog(tcpOf, (port) =>
      syslogNg(snippet('syslog-ng-tcp.conf', { 'port(5514)': `port(${port})` })),
    );
  });

  tls('sends over TLS, and knows whom to', async () => {
    const how = `transport("tls") tls(ca-file("${certificates(at).ca}") peer-verify(required-trusted))`;
    const places = (port: number) => ({ 'port(5514)': `port(${port})`, 'transport("tcp")': how });
    await overSyslog(tlsOf, (port) => syslogNg(snippet('syslog-ng-tcp.conf', places(port))));
  });

  it('writes valid JSON with the tag into a pipe', async () => {
    await throughPipe((path) =>
      syslogNg(snippet('syslog-ng-pipe.conf', { 'pipe("/run/logsift.fifo"': `pipe("${path}"` })),
    );
  });
});

describe.skipIf(!have('logger'))('logger of util-linux', () => {
  it.each([
    ['over UDP', ['-d']],
    ['over TCP line by line', ['-T']],
    ['over TCP in counted frames', ['-T', '--octet-count']],
    ['over TCP in the old format', ['-T', '--rfc3164']],
  ])('is understood %s', async (_, flags) => {
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const source = syslog.follow(syslog.schema.parse({ udp: address, tcp: address }));
    await withSource(source, async (sink) => {
      const tagged = ['-p', 'auth.err', '-t', 'sshd', '--', 'Failed password "for" root'];
      await new Promise<void>((done, fail) => {
        const child = spawn('logger', ['-n', '127.0.0.1', '-P', String(port), ...flags, ...tagged]);
        child.on('exit', (code) => (code === 0 ? done() : fail(new Error(`logger ended with ${code}`))));
      });
      await sink.untilLines(1);
      expect(parseLine(sink.text[0]!)).toMatchObject({
        ...{ app: 'sshd', severity: 3, facility: 4, message: 'Failed password "for" root', flags: [] },
      });
    });
  });
});
