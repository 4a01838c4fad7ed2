import { partOf } from './arrows.ts';
import { type Complaint, codeOnly, importsOf, lineAt, type SourceText } from './code-text.ts';

/** Which parts may import an npm package; `lazy` ones only by `import()` where they are used, as they are heavy. */
const PACKAGES: Readonly<Record<string, { readonly parts: readonly string[]; readonly lazy?: true }>> = {
  commander: { parts: ['cli'] },
  picocolors: { parts: ['report', 'cli', 'bench', 'quality'] },
  // What was saved is checked when it is read back; it came from outside.
  // In core: a member of a family says by it what its options are, and the kinds of value that options have.
  zod: {
    parts: [
      ...[
        'config',
        'core',
        'ml',
        'sources',
        'templates',
        'filter',
        'detectors',
        'notifiers',
        'llms',
        'alerts',
        'analyst',
        'remediation',
        'links',
        'incidents',
        'topology',
        'mailstats',
        'store',
        'dashboard',
        'buses',
        'wire',
        'app',
      ],
    ],
  },
  'better-sqlite3': { parts: ['store'] },
  // Prophet, as WebAssembly of two megabytes each.
  '@bsull/augurs': { parts: ['ml'], lazy: true },
  '@bsull/augurs-prophet-wasmstan': { parts: ['ml'], lazy: true },
  // Mail is made and handed over by it, when there is one.
  nodemailer: { parts: ['notifiers'], lazy: true },
  // The AI SDK: what services want to be asked like.
  '@ai-sdk/anthropic': { parts: ['llms'], lazy: true },
  '@ai-sdk/openai-compatible': { parts: ['llms'], lazy: true },
  pino: { parts: ['cli', 'app'] },
  'prom-client': { parts: ['health'] },
  yaml: { parts: ['config', 'filter', 'topology'] },
  fastify: { parts: ['dashboard'] },
  ioredis: { parts: ['buses'], lazy: true },
  kafkajs: { parts: ['buses'], lazy: true },
  // Patterns that people write run in linear time.
  re2js: { parts: ['filter', 'remediation'] },
};

/** Node modules without reach into the world; everybody may have them. */
const PURE = new Set(['buffer', 'string_decoder', 'util', 'path', 'events', 'assert', 'assert/strict']);

/** What reaches files, processes, sockets or the machine, by part of the house. */
const REACH: Readonly<Record<string, readonly string[]>> = {
  sources: [
    ...['fs', 'fs/promises', 'zlib', 'stream', 'stream/promises', 'child_process', 'crypto', 'os', 'process'],
    ...['timers/promises', 'net', 'dgram', 'tls', 'http', 'worker_threads', 'dns/promises'],
  ],
  config: ['fs', 'fs/promises', 'os'],
  // Forecasts are fitted in a thread, by WebAssembly that is read from beside its package.
  ml: ['fs/promises', 'worker_threads'],
  // A channel may be a command.
  notifiers: ['crypto', 'net', 'dns', 'http', 'https', 'child_process'],
  // Requests that take no more than wanted, by no proxy and no redirect.
  llms: ['http', 'https'],
  // What is an address, and what lies in a network; programs are started by `app`.
  remediation: ['net'],
  // Links are signed with a key that lies in the state folder.
  links: ['fs', 'crypto'],
  // Pseudonyms are keyed digests, and what is an address is known there; it reaches nothing.
  analyst: ['crypto', 'net'],
  output: ['fs', 'net', 'tls'],
  // A broker may want certificates, what is published is told from what was by random names, and others pack it.
  buses: ['fs', 'tls', 'crypto', 'timers/promises', 'zlib'],
  // What is packed is compressed.
  wire: ['zlib'],
  // Tokens are compared by their digests.
  health: ['http', 'net', 'child_process', 'perf_hooks', 'crypto'],
  // The page lies beside the code; sessions and passwords are kept as digests.
  dashboard: ['http', 'https', 'net', 'crypto', 'fs', 'zlib'],
  // The packs lie beside the code, and rules are files: its loader reads them.
  filter: ['fs'],
  store: ['fs', 'fs/promises', 'zlib', 'crypto', 'os', 'worker_threads', 'stream/promises'],
  // A page's policy names the hash of its own style sheet.
  report: ['crypto'],
  testing: [
    ...[
      'fs',
      'fs/promises',
      'os',
      'child_process',
      'zlib',
      'stream',
      'v8',
      'vm',
      'timers/promises',
      'http',
      'https',
      'net',
      'tls',
      'dgram',
    ],
  ],
  app: [
    'fs',
    'fs/promises',
    'os',
    'url',
    'v8',
    'worker_threads',
    'stream',
    'process',
    'crypto',
    'timers/promises',
  ],
  cli: [
    'fs',
    'fs/promises',
    'module',
    'os',
    'url',
    'process',
    'tty',
    'stream',
    'timers/promises',
    'child_process',
    // The running logsift is asked over HTTP or TLS; a password comes over standard input.
    ...['http', 'https', 'tls', 'stream/consumers', 'readline/promises'],
  ],
};

/** These parts must give the same answer for the same input: the world comes in through their context. */
const PREDICTABLE = new Set([
  ...[
    'kit',
    'core',
    'ml',
    'formats',
    'templates',
    'filter',
    'detectors',
    'topology',
    'incidents',
    'remediation',
    'report',
    'simulate',
    'mailstats',
    'analyst',
  ],
]);

const AMBIENT: readonly (readonly [RegExp, string])[] = [
  [/\bDate\s*\.\s*now\b/g, 'the wall clock (Date.now)'],
  [/\bnew\s+Date\s*(?:\(\s*\)|(?=[;,)\]}]))/g, 'the wall clock (new Date without a time)'],
  [/(?<![.\w]|new\s+)Date\s*\(/g, 'the wall clock (Date as a function)'],
  [/\bperformance\s*\.\s*\w/g, 'the wall clock (performance)'],
  [/\bprocess\s*\.\s*hrtime\b/g, 'the wall clock (process.hrtime)'],
  [/\bMath\s*\.\s*random\b/g, 'unseeded randomness (Math.random)'],
  [/\bcrypto\s*\.\s*(?:randomUUID|getRandomValues|randomBytes)\b/g, 'unseeded randomness (crypto)'],
  [/\bprocess\s*\.\s*(?:env|argv|cwd|platform|stdin|stdout|stderr)\b/g, 'the process (env, argv, streams)'],
  [/(?<![.\w])fetch\s*\(/g, 'the network (fetch)'],
  [/(?<![.\w])set(?:Timeout|Interval|Immediate)\s*\(/g, 'a timer'],
];

/** Who reaches for what: npm packages, node modules, the clock, chance and the environment. */
export function reach(files: readonly SourceText[]): Complaint[] {
  return files
    .filter(({ path }) => path.startsWith('src/'))
    .flatMap((file) => [...imports(file), ...(PREDICTABLE.has(partOf(file.path)) ? ambient(file) : [])]);
}

function imports({ path, text }: SourceText): Complaint[] {
  const part = partOf(path);
  const complaints: Complaint[] = [];
  for (const { specifier, kind, line } of importsOf(text)) {
    if (specifier === null || specifier.startsWith('.')) continue;
    const message = specifier.startsWith('node:')
      ? nodeModule(part, specifier.slice('node:'.length))
      : npmPackage(part, specifier, kind === 'static');
    if (message !== null) complaints.push({ path, line, message });
  }
  return complaints;
}

function nodeModule(part: string, name: string): string | null {
  if (PURE.has(name) || REACH[part]?.includes(name)) return null;
  return `${part} may not reach for node:${name} (allow-list in scripts/reach.ts)`;
}

function npmPackage(part: string, specifier: string, loadsAtOnce: boolean): string | null {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const entry = Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined;
  if (!entry?.parts.includes(part)) return `${part} may not import ${name} (allow-list in scripts/reach.ts)`;
  return entry.lazy && loadsAtOnce ? `${name} is heavy: import() it where it is used` : null;
}

function ambient({ path, text }: SourceText): Complaint[] {
  const code = codeOnly(text);
  return AMBIENT.flatMap(([pattern, what]) =>
    [...code.matchAll(pattern)].map((match) => ({
      path,
      line: lineAt(text, match.index),
      message: `${partOf(path)} reads ${what}; let it come in from outside`,
    })),
  );
}
