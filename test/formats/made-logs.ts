/** Invented logs with known headers, for tests of what is learnt from them. */

const pad = (n: number, width = 2) => String(n).padStart(width, '0');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A seeded source of choices and the moment of a line. */
export class Maker {
  #state: number;
  line = 0;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(n: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * n);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.below(16).toString(16)).join('');
  }

  /** Wall time of the line: one every 37 seconds from 2026-01-09 22:00. */
  get at(): Date {
    return new Date(Date.UTC(2026, 0, 9, 22) + this.line * 37_123);
  }

  get clock(): string {
    const { at } = this;
    return `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`;
  }

  get ms(): string {
    return pad(this.at.getUTCMilliseconds(), 3);
  }

  get date(): string {
    return this.at.toISOString().slice(0, 10);
  }

  get day(): string {
    return pad(this.at.getUTCDate());
  }

  get monthName(): string {
    return MONTHS[this.at.getUTCMonth()]!;
  }

  get epoch(): number {
    return Math.floor(this.at.getTime() / 1000);
  }

  level(): string {
    return this.of(['INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR']);
  }
}

/** What programs say: many kinds of lines, some beginning alike, some with colons, dashes and brackets in them. */
function message(m: Maker): string {
  const n = m.below(9000);
  const ip = `10.${m.below(9)}.${m.below(250)}.${m.below(250)}`;
  const name = m.of(['alice', 'bob', 'carol', 'svc-backup']);
  return m.of([
    () => `Started worker ${n}`,
    () => `Stopped worker ${n} after ${m.below(90)} s`,
    () => `Connection from ${ip}:${n} accepted`,
    () => `Connection to ${ip} lost: timed out`,
    () => `User ${name} logged in from ${ip}`,
    () => `Failed to open /var/lib/data/${m.hex(8)}.db: No such file or directory`,
    () => `GET /api/v1/items/${n} took ${m.below(400)} ms`,
    () => `cache: ${n} entries evicted`,
    () => `Retrying request ${m.hex(12)} (attempt ${m.below(5)})`,
    () => `[pool-${m.below(4)}] resized to ${n}`,
    () => `checkpoint complete - wrote ${n} buffers`,
    () => `Shutting down`,
    () => `configuration reloaded, ${m.below(40)} keys changed`,
    () => `disk usage at ${m.below(100)}%`,
    () => `Received block blk_${n}${n} of size ${n} from ${ip}`,
    () => `unable to resolve host ${name}.example.org`,
  ])();
}

export interface Style {
  readonly name: string;
  readonly header: (m: Maker) => string;
  readonly message?: (m: Maker) => string;
  /** What the learnt event must say of the first line. */
  readonly host?: RegExp;
  readonly app?: RegExp;
  readonly timed?: boolean;
}

const LOGGERS = ['org.acme.store.Pool', 'org.acme.http.Server', 'com.acme.auth.Login', 'org.acme.Main'];
const PROGRAMS = ['sshd', 'crond', 'kernel', 'ntpd', 'postfix/smtpd'];
const LETTERS = ['I', 'I', 'I', 'D', 'W', 'E'];

/** Headers of well-known software and of programs that do not exist. */
export const styles: readonly Style[] = [
  {
    name: 'Hadoop',
    header: (m) =>
      `${m.date} ${m.clock},${m.ms} ${m.level()} [${m.of(['main', `IPC Server handler ${m.below(9)} on 41820`, 'AsyncDispatcher event handler'])}] ${m.of(LOGGERS)}: `,
    app: /^(org|com)\.acme/,
  },
  {
    name: 'Android',
    header: (m) =>
      `01-${m.day} ${m.clock}.${m.ms}  ${1000 + m.below(9)}  ${2000 + m.below(99)} ${m.of(LETTERS)} ${m.of(['WindowManager', 'PowerManagerService', 'ActivityManager'])}: `,
    app: /Manager/,
  },
  {
    name: 'pipes',
    header: (m) =>
      `202601${m.day}-${m.clock}:${m.ms}|${m.of(['Step_LSC', 'Step_SPUtils', 'Step_ExtSDM'])}|30002312|`,
    app: /^Step_/,
  },
  {
    name: 'spaced pipes',
    header: (m) => `${m.date} ${m.clock} | ${m.level()} | ${m.of(['api', 'worker', 'cron'])} | `,
    app: /^(api|worker|cron)$/,
  },
  {
    name: 'cluster with epoch column',
    header: (m) =>
      `${400000 + m.line} node-${m.below(250)} ${m.of(['unix.hw', 'action', 'boot_cmd', 'switch_module'])} ${m.of(['state_change.unavailable', 'start', 'new', 'error'])} ${m.epoch} ${m.below(20) === 0 ? 0 : 1} `,
    host: /^node-/,
  },
  {
    name: 'supercomputer with syslog inside',
    header: (m) =>
      `- ${m.epoch} ${m.date.replaceAll('-', '.')} dn${m.below(300)} ${m.monthName} ${m.at.getUTCDate()} ${m.clock} dn${m.below(300)}/dn${m.below(300)} ${m.of(PROGRAMS)}[${m.below(30000)}]: `,
    host: /^dn/,
    app: /^[a-z]/,
  },
  {
    name: 'Redis',
    header: (m) =>
      `12345:${m.of(['M', 'S', 'C'])} ${m.day} Jan 2026 ${m.clock}.${m.ms} ${m.of(['*', '#', '-'])} `,
  },
  {
    name: 'MySQL',
    header: (m) =>
      `${m.date}T${m.clock}.${m.ms}000Z ${m.below(90)} [${m.of(['System', 'Note', 'Warning', 'ERROR'])}] [MY-0${10000 + m.below(900)}] [${m.of(['Server', 'InnoDB', 'Repl'])}] `,
    app: /^(Server|InnoDB|Repl)$/,
  },
  {
    name: 'Elasticsearch',
    header: (m) =>
      `[${m.date}T${m.clock},${m.ms}][${m.of(['INFO ', 'WARN ', 'DEBUG'])}][${m.of(['o.e.n.Node               ', 'o.e.c.m.MetadataIndex    '])}] [node-1] `,
    app: /^o\.e\./,
  },
  {
    name: 'RabbitMQ',
    header: (m) =>
      `${m.date} ${m.clock}.${m.ms}123+00:00 [${m.of(['info', 'warning', 'error', 'notice'])}] <0.${m.below(900)}.0> `,
  },
  {
    name: 'Tomcat',
    header: (m) =>
      `${m.day}-Jan-2026 ${m.clock}.${m.ms} ${m.of(['INFO', 'WARNING', 'SEVERE'])} [main] ${m.of(LOGGERS)}.${m.of(['start', 'run', 'load'])} `,
  },
  {
    name: 'Spring Boot',
    header: (m) =>
      `${m.date}T${m.clock}.${m.ms}Z  ${m.level().padEnd(5)} 4242 --- [${m.of(['main', 'http-nio-8080-exec-1', 'scheduling-1']).padStart(15)}] ${m.of(LOGGERS).padEnd(22)} : `,
    app: /acme/,
  },
  {
    name: 'Python logging',
    header: (m) =>
      `${m.date} ${m.clock},${m.ms} - ${m.of(['acme.store', 'acme.http', 'root'])} - ${m.level()} - `,
    app: /^(acme|root)/,
  },
  {
    name: 'Cassandra',
    header: (m) =>
      `${m.level().padEnd(5)} [${m.of(['main', `CompactionExecutor:${m.below(9)}`, 'GossipStage:1'])}] ${m.date} ${m.clock},${m.ms} ${m.of(['StorageService', 'CompactionTask', 'Gossiper'])}.java:${100 + m.below(30)} - `,
  },
  {
    name: 'Ceph',
    header: (m) =>
      `${m.date}T${m.clock}.${m.ms}+0000 7f${m.of(['12ab34cd5', '9c00aa11b', '44ee90f12'])}700  ${m.of([0, 1, 5, 10])} `,
  },
  { name: 'Kafka', header: (m) => `[${m.date} ${m.clock},${m.ms}] ${m.level()} ` },
  { name: 'Slurm', header: (m) => `[${m.date}T${m.clock}.${m.ms}] ${m.of(['', '', 'error: ', 'debug:  '])}` },
  {
    name: 'Postgres',
    header: (m) =>
      `${m.date} ${m.clock}.${m.ms} UTC [${m.below(999)}] ${m.of(['', 'app@shop ', 'root@postgres '])}${m.of(['LOG', 'ERROR', 'STATEMENT', 'FATAL'])}:  `,
  },
  {
    name: 'file name before the time',
    header: (m) =>
      `nova-${m.of(['api', 'compute', 'scheduler'])}.log.1 ${m.date} ${m.clock}.${m.ms} ${2000 + m.below(9)} ${m.level()} nova.${m.of(['compute.manager', 'api.wsgi', 'virt.driver'])} [${m.of(['-', `req-${m.hex(8)} ${m.hex(32)} - - -`])}] `,
    app: /^nova\./,
  },
  {
    name: 'container prefix',
    header: (m) => `web-${m.of([1, 2, 3])}  | ${m.date}T${m.clock}.${m.ms}Z ${m.level()} `,
  },
  {
    name: 'two times',
    header: (m) =>
      `${m.epoch}.${m.ms} ${m.date} ${m.clock} ${m.of(['gw-01', 'gw-02', 'gw-03'])} ${m.of(['fw', 'nat', 'vpn'])}: `,
    host: /^gw-/,
    app: /^(fw|nat|vpn)$/,
  },
  {
    name: 'Ruby logger',
    header: (m) =>
      `${m.of(['I', 'W', 'E', 'D'])}, [${m.date}T${m.clock}.${m.ms}123 #${m.below(9999)}]  ${m.of([' INFO', ' WARN', 'ERROR', 'DEBUG'])} -- : `,
  },
  {
    name: 'klog',
    header: (m) =>
      `${m.of(['I', 'W', 'E'])}01${m.day} ${m.clock}.${m.ms}123   ${m.below(9000)} ${m.of(['server', 'pod', 'kubelet'])}.go:${m.below(900)}] `,
  },
  {
    name: 'Proxy client',
    header: (m) =>
      `[01.${m.day} ${m.clock}] ${m.of(['chrome.exe', 'chrome.exe *64', 'Dropbox.exe', 'mail.exe *64'])} - `,
  },
  {
    name: 'fixed width',
    header: (m) =>
      `${m.date} ${m.clock}, ${m.of(['Info', 'Error', 'Info', 'Info', 'Warning']).padEnd(22)}${m.of(['CBS', 'CSI', 'CBS', 'CBS']).padEnd(7)}`,
  },
  {
    name: 'quorum',
    header: (m) =>
      `${m.date} ${m.clock},${m.ms} - ${m.of(['INFO ', 'WARN '])} [${m.of(['QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:Election@774', `NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCxn@1001`])}] - `,
  },
  { name: 'level and name only', header: (m) => `${m.level()}:${m.of(['acme.store', 'root'])}:` },
  { name: 'name, level in brackets', header: (m) => `[${m.of(['info', 'warn', 'error', 'debug'])}] ` },
  { name: 'time and text only', header: (m) => `${m.date} ${m.clock} ` },
  {
    name: 'double colons',
    header: (m) =>
      `${m.date} ${m.clock},${m.ms}::${m.level()}::[${m.of(['interface', 'downloader', 'nzbqueue'])}:${m.below(900)}] `,
  },
  {
    name: 'glued brackets',
    header: (m) =>
      `[${m.date} ${m.clock}.${m.ms}][${m.of(['vault::api::identity', 'vault::db', 'rocket::server'])}][${m.level()}] `,
  },
  {
    name: 'Asterisk',
    header: (m) =>
      `[Jan ${m.at.getUTCDate()} ${m.clock}] ${m.of(['NOTICE', 'WARNING', 'ERROR'])}[${m.below(9999)}] ${m.of(['chan_sip.c', 'app_dial.c', 'pbx.c'])}: `,
  },
  {
    name: 'Go standard log with file',
    header: (m) => `2026/01/${m.day} ${m.clock} ${m.of(['main.go', 'server.go', 'db.go'])}:${m.below(300)}: `,
  },
  {
    name: 'level in front of the time',
    header: (m) => `${m.of(['INFO', 'WARN', 'ERROR'])}: [Jan ${m.day} ${m.clock}.${m.ms}] `,
  },
  {
    name: 'thread before level',
    header: (m) =>
      `${m.date} ${m.clock}.${m.ms} [${m.of(['main', 'worker-1', 'worker-2'])}] ${m.level().padEnd(5)} ${m.of(LOGGERS)} - `,
    app: /acme/,
  },
  {
    name: 'Nest',
    header: (m) =>
      `[Nest] 7  - 01/${m.day}/2026, ${(m.at.getUTCHours() % 12) + 1}:${m.clock.slice(3)} PM    ${m.of(['LOG', 'WARN', 'ERROR'])} [${m.of(['AuthService', 'RouterExplorer', 'NestFactory'])}] `,
    app: /^[A-Z]/,
  },
  {
    name: 'Mac',
    header: (m) =>
      `Jan ${String(m.at.getUTCDate()).padStart(2)} ${m.clock} calvisitor-10-105-160-95 ${m.of(['kernel[0]', 'com.apple.cts[258]', 'WindowServer[184]', 'symptomsd[215]'])}: `,
    host: /^calvisitor/,
  },
];

/** Logs whose messages look like columns: nothing but what is named may be taken off. */
export const traps: readonly Style[] = [
  {
    name: 'one kind of line',
    header: (m) => `${m.date} ${m.clock} `,
    message: (m) => `Accepted connection from 10.0.0.${m.below(250)} port ${m.below(60000)}`,
  },
  {
    name: 'one kind of line after a level',
    header: (m) => `${m.date} ${m.clock} INFO `,
    message: (m) => `Heartbeat ${m.below(60000)} ok`,
  },
  { name: 'one constant line', header: (m) => `${m.date} ${m.clock} INFO `, message: () => 'Heartbeat ok' },
  {
    name: 'three kinds with the same first word',
    header: (m) => `${m.date} ${m.clock} INFO `,
    message: (m) =>
      m.of([
        `Job ${m.below(999)} started`,
        `Job ${m.below(999)} finished in ${m.below(99)} s`,
        `Job ${m.below(999)} failed`,
      ]),
  },
  {
    name: 'an address first',
    header: (m) => `${m.date} ${m.clock} INFO `,
    message: (m) =>
      `10.0.0.${m.below(250)} ${m.of(['connected', 'disconnected', 'sent 12 bytes', 'timed out'])}`,
  },
  {
    name: 'a host and port first',
    header: (m) => `[01.${m.day} ${m.clock}] chrome.exe - `,
    message: (m) =>
      `www${m.below(9)}.example.com:443 ${m.of(['open through proxy', 'close, 12 bytes sent', 'error: refused'])}`,
  },
  {
    name: 'a name with a colon in some',
    header: (m) => `${m.date} ${m.clock} INFO `,
    message: (m) =>
      m.of(['cache: 12 evicted', 'pool: resized', 'Started', 'Stopped worker', 'Listening on 80']),
  },
  {
    name: 'a level word inside',
    header: (m) => `${m.date} ${m.clock} `,
    message: (m) => `session ${m.below(99)} closed with ${m.of(['error', 'info'])} code ${m.below(9)}`,
  },
  {
    name: 'a time inside',
    header: (m) => `${m.date} ${m.clock} `,
    message: (m) => `connection from 10.0.0.${m.below(9)} at Sun Jul 17 15:09:16 2005`,
  },
  {
    name: 'key=value',
    header: (m) => `${m.date} ${m.clock} WARN `,
    message: (m) => `user=${m.of(['a', 'b'])} action=${m.of(['login', 'logout'])} ok=${m.below(2)}`,
  },
  {
    name: 'a verb that is shouted',
    header: (m) => `${m.date} ${m.clock} INFO `,
    message: (m) =>
      `${m.of(['GET', 'POST', 'PUT', 'DELETE'])} /api/${m.below(99)} ${m.of(['ok', 'created', 'gone'])}`,
  },
  {
    name: 'a shouted word and two kinds of line',
    header: (m) => `${m.date} ${m.clock} INFO `,
    message: (m) => `TASK ${m.below(99)} ${m.of(['started', 'finished'])}`,
  },
  {
    name: 'status words',
    header: (m) => `${m.date} ${m.clock} `,
    message: (m) =>
      `${m.of(['status', 'install', 'upgrade', 'configure'])} ${m.of(['half-installed', 'unpacked', 'installed'])} lib${m.of(['a', 'b', 'c'])}:amd64 1.${m.below(9)}`,
  },
  {
    name: 'a dash in most',
    header: (m) => `${m.date} ${m.clock} `,
    message: (m) => `task ${m.hex(6)} - ${m.of(['done', 'failed', 'queued'])}`,
  },
];

export interface MadeLog {
  readonly text: string;
  readonly messages: readonly string[];
}

/** A log of one style. */
export function makeLog(style: Style, lines = 400, seed = 7): MadeLog {
  const m = new Maker(seed);
  const messages: string[] = [];
  let text = '';
  for (m.line = 0; m.line < lines; m.line++) {
    const said = (style.message ?? message)(m);
    messages.push(said);
    text += `${style.header(m)}${said}\n`;
  }
  return { text, messages };
}
