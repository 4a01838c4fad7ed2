// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how variables are written in YAML
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { effective } from '../../src/config/effective.ts';
import { type Layers, load } from '../../src/config/load.ts';
import { LogsiftError } from '../../src/core/errors.ts';
import { duration, secret, size } from '../../src/core/option-values.ts';

const schema = z.strictObject({
  http: z
    .strictObject({
      listen: z.string().default('127.0.0.1:8514'),
      port: z.int().min(1).max(65_535).default(80),
      token: secret().optional(),
      ready: z.boolean().default(false),
    })
    .prefault({}),
  ring: z.strictObject({ max_age: duration().prefault('7d'), max_size: size().optional() }).prefault({}),
  sources: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('file'), paths: z.array(z.string()).min(1) }),
        z.strictObject({
          type: z.literal('http'),
          token: secret(),
          tags: z.record(z.string(), z.string()).default({}),
        }),
      ]),
    )
    .default([]),
  detectors: z.record(z.string(), z.boolean()).default({}),
  level: z.enum(['info', 'debug', 'error']).default('info'),
});

function folder(files: { readonly [name: string]: string }): string {
  const made = mkdtempSync(join(tmpdir(), 'logsift-config-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), text, { mode: 0o600 });
  }
  return made;
}

function loaded(text: string | readonly string[], rest: Partial<Layers> = {}) {
  const texts = typeof text === 'string' ? [text] : text;
  const at = folder(Object.fromEntries(texts.map((one, i) => [`${i}.yaml`, one])));
  const files = texts.map((_, i) => join(at, `${i}.yaml`));
  return { at, ...load(schema, { files, env: {}, set: [], ...rest }) };
}

/** The lines of the error, with the folder cut off. */
function problems(text: string | readonly string[], rest: Partial<Layers> = {}): readonly string[] {
  try {
    loaded(text, rest);
  } catch (error) {
    if (!(error instanceof LogsiftError)) throw error;
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 2 });
    return error.details.map((line) => line.replaceAll(/\/\S*?logsift-config-\w+\//g, ''));
  }
  return [];
}

describe('the layers of a configuration', () => {
  it('are all optional', () => {
    expect(loaded([]).config).toMatchObject({
      http: { port: 80 },
      ring: { max_age: 7 * 86_400_000 },
      sources: [],
    });
    expect(loaded(['', '# nothing\n', 'http:\n']).config.http.port).toBe(80);
  });

  it('go over each other: defaults, files in order, environment, flags', () => {
    const { config } = loaded(['http: {port: 2, listen: a}\nlevel: debug', 'http: {port: 3}'], {
      defaults: { http: { port: 1, listen: 'x' }, ring: { max_age: '1d' } },
    });
    expect(config).toMatchObject({
      http: { port: 3, listen: 'a' },
      level: 'debug',
      ring: { max_age: 86_400_000 },
    });
    const env = { LOGSIFT_HTTP__PORT: '4', LOGSIFT_LEVEL: 'error' };
    expect(loaded('http: {port: 2}', { env }).config).toMatchObject({ http: { port: 4 }, level: 'error' });
    expect(loaded('http: {port: 2}', { env, set: ['http.port=5', 'http.port=6'] }).config.http.port).toBe(6);
  });

  it('that say nothing take nothing away', () => {
    expect(loaded(['http: {port: 3}', 'http:\n', 'http: {port: }']).config.http.port).toBe(3);
  });

  it('merge maps and replace lists', () => {
    const { config } = loaded([
      'sources: [{type: file, paths: [a, b]}]\ndetectors: {rate: true, novelty: true}',
      'sources: [{type: file, paths: [c]}]\ndetectors: {novelty: false}',
    ]);
    expect(config.sources).toEqual([{ type: 'file', paths: ['c'] }]);
    expect(config.detectors).toEqual({ rate: true, novelty: false });
  });

  it('take lists by commas or as YAML, and text as it stands, from variables and flags', () => {
    const env = { LOGSIFT_SOURCES: '[{type: file, paths: [x]}]', LOGSIFT_HTTP__TOKEN: 'a: #b {' };
    const { config } = loaded([], { env, set: ['http.listen=[::1]:80', 'http.ready=true'] });
    expect(config.sources).toEqual([{ type: 'file', paths: ['x'] }]);
    expect(config.http).toMatchObject({ token: 'a: #b {', listen: '[::1]:80', ready: true });
  });

  it('keep the place of every value', () => {
    const {
      given,
      schema: node,
      at,
    } = loaded('http:\n  port: 2\nring: {max_age: 3d}', {
      env: { LOGSIFT_LEVEL: 'debug' },
      set: ['http.ready=true'],
    });
    const from = Object.fromEntries(
      effective(given, node).map(({ key, value, from }) => [key, [value, from]]),
    );
    expect(from).toMatchObject({
      'http.port': [2, `${at}/0.yaml:2:9`],
      'ring.max_age': ['3d', `${at}/0.yaml:3:17`],
      level: ['debug', 'LOGSIFT_LEVEL'],
      'http.ready': [true, '--set http.ready'],
      'http.listen': ['127.0.0.1:8514', 'default'],
    });
  });

  it('ignore what other programs put into the environment, and say so where it looks like a setting', () => {
    const env = {
      LOGSIFT_SERVICE_HOST: '10.0.0.1',
      LOGSIFT_PORT: 'tcp://10.0.0.1:80',
      LOGSIFT_LEVL: 'debug',
    };
    expect(loaded([], { env }).notes).toEqual([
      'LOGSIFT_LEVL is ignored: unknown key "levl": did you mean level?',
    ]);
  });
});

describe('what is not understood', () => {
  it('has its file, line and column, and the nearest key', () => {
    expect(problems('http:\n  prot: 1\nhtpp: {}\nport: 3')).toEqual([
      '0.yaml:2:3: unknown key "prot" in http: did you mean port?',
      '0.yaml:3:1: unknown key "htpp": did you mean http?',
      '0.yaml:4:1: unknown key "port": it belongs into http, as http.port',
    ]);
    expect(problems('http: {zzzzzzz: 1}')).toEqual([
      '0.yaml:1:8: unknown key "zzzzzzz" in http: known are listen, port, token, ready',
    ]);
  });

  it.each([
    ['http: {port: eighty}', '0.yaml:1:14: http.port wants a whole number; got "eighty"'],
    ['http: {port: 0}', '0.yaml:1:14: http.port wants at least 1; got 0'],
    ['http: []', '0.yaml:1:7: http wants a map; got a list'],
    ['http: {ready: yes}', '0.yaml:1:15: http.ready wants true or false; got "yes"'],
    ['level: debgu', '0.yaml:1:8: level wants one of info, debug, error; got "debgu": did you mean debug?'],
    [
      'ring: {max_age: 90}',
      '0.yaml:1:17: ring.max_age wants a duration such as "90s", "15m", "12h" or "14d"; got "90"',
    ],
    [
      'ring: {max_size: 10 parsecs}',
      '0.yaml:1:18: ring.max_size wants a size such as "500 MB" or "10 GiB"; got "10 parsecs"',
    ],
    [
      'sources:\n- type: fiel',
      '0.yaml:2:9: sources.0.type wants one of file, http; got "fiel": did you mean file?',
    ],
    ['sources:\n- paths: []', '0.yaml:2:3: sources.0.type is missing: it wants one of file, http'],
    ['sources: [{type: file}]', '0.yaml:1:11: sources.0.paths is missing: it wants a list'],
    [
      'sources: [{type: file, paths: [a], token: b}]',
      '0.yaml:1:36: unknown key "token" in sources.0: known are type, paths',
    ],
    ['- a', '0.yaml:1:1: wants a map of sections; got a list'],
    ['http: {port: 1, port: 2}', '0.yaml:1:17: this key stands twice in one map; wanted once'],
    ['http:\n\tport: 1', '0.yaml:2:1: indented with a tab; wanted blanks'],
    [
      'http: {port: 1',
      '0.yaml:1:15: the indentation does not fit the lines above, or a bracket is not closed; wanted YAML',
    ],
    ['level: *here', '0.yaml:1:8: this alias has no anchor; wanted text in quotes, or an &anchor before it'],
    ['level: !!js/function x', '0.yaml:1:8: unknown tag; wanted a plain value without !'],
    ['level: info\n---\nlevel: debug', '0.yaml:2:1: a second document begins here; wanted one'],
    ['{? [a] : 1}', '0.yaml:1:4: this key is not a word'],
  ])('is one line: %j', (text, line) => {
    expect(problems(text)).toEqual([line]);
  });

  it('is named by its variable or flag where it stands in one', () => {
    const env = { LOGSIFT_HTTP__PROT: '1', LOGSIFT_HTTP__PORT: 'x' };
    expect(
      problems([], { env, set: ['http.raedy=true', 'level', 'sources.0.type=file', 'level.deep=1'] }),
    ).toEqual([
      'LOGSIFT_HTTP__PROT: unknown key "prot" in http: did you mean http.port?',
      '--set http.raedy: unknown key "raedy" in http: did you mean http.ready?',
      '--set level: wants SECTION.KEY=VALUE, such as http.listen=127.0.0.1:8514',
      '--set sources.0.type: sources has no keys inside; got "0"',
      '--set level.deep: level has no keys inside; got "deep"',
      'LOGSIFT_HTTP__PORT: http.port wants a whole number; got "x"',
    ]);
  });

  it('is listed whole, but for more than 20 lines', () => {
    const lines = problems(Array.from({ length: 30 }, (_, i) => `key${i}: 1`).join('\n'));
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 10 more');
  });

  it('may be a file that is not there', () => {
    expect(problems([], { files: ['/nowhere/l.yaml'] })).toEqual([
      '/nowhere/l.yaml: cannot be read: there is no such file; wanted a configuration in YAML',
    ]);
  });
});

describe('hostile YAML', () => {
  it('with aliases of aliases ends at once', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 12; i++) {
      const [before, name] = [String.fromCharCode(96 + i), String.fromCharCode(97 + i)];
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(',')}]`);
    }
    expect(problems(bomb.join('\n'))).toEqual([
      expect.stringContaining('more than 20000 values, with aliases'),
    ]);
  });

  it('that holds itself, or is nested without end, is refused', () => {
    expect(problems('a: &a [*a]')).toEqual([expect.stringContaining('nested deeper than 32')]);
    expect(problems(`${'['.repeat(50_000)}`)).toHaveLength(1);
    expect(problems(`a: ${'['.repeat(40)}1${']'.repeat(40)}`)).toEqual([
      expect.stringContaining('nested deeper'),
    ]);
  });

  it('cannot reach prototypes', () => {
    expect(problems('__proto__: {polluted: true}\nconstructor: 1')).toEqual([
      '0.yaml:1:1: unknown key "__proto__": wanted another name',
      '0.yaml:2:1: unknown key "constructor": wanted another name',
    ]);
    expect(problems('detectors: {__proto__: true}')).toHaveLength(1);
    expect(
      problems([], { env: { LOGSIFT___PROTO__: '1' }, set: ['__proto__.polluted=1'] }).length,
    ).toBeGreaterThan(0);
    expect(problems([], { set: ['detectors.__proto__=true', 'detectors.constructor=true'] })).toHaveLength(2);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('of any kind is a list of problems, never an exception', () => {
    for (const text of [
      '%',
      '\0',
      '&',
      '"',
      "'",
      '- - -\n -',
      '!<',
      '? ',
      '\u{feff}level: info',
      '{',
      ': :',
      '%YAML 9',
    ]) {
      expect(() => problems(text)).not.toThrow();
    }
  });
});

describe('secrets', () => {
  const TOKEN = 'hunter2-swordfish';

  it('come from variables, inside of text and with something instead', () => {
    const text =
      'http:\n  token: ${T}\n  listen: "${HOST:-127.0.0.1}:${PORT:-1}"\n  port: ${P}\n  ready: ${R}';
    const { config } = loaded(text, { env: { T: TOKEN, P: '81', R: 'true', PORT: '' } });
    expect(config.http).toEqual({ token: TOKEN, listen: '127.0.0.1:1', port: 81, ready: true });
    expect(loaded('level: info\nhttp: {listen: "$${X}"}').config.http.listen).toBe('${X}');
    expect(problems('http: {token: "${GONE}"}')).toEqual([
      '0.yaml:1:15: no environment variable GONE is set',
    ]);
    expect(problems('http: {token: "${rm -rf}"}')[0]).toContain('wants ${NAME}');
  });

  it('put in by a variable cannot add keys', () => {
    const env = { T: 'x\nlevel: debug' };
    expect(loaded('http: {token: "${T}"}', { env }).config).toMatchObject({
      level: 'info',
      http: { token: env.T },
    });
  });

  it('come from files beside the configuration, with blanks cut off', () => {
    const at = folder({ 'l.yaml': 'http: {token_file: sub/token}', 'sub/token': `\n ${TOKEN} \n` });
    const { config, notes } = load(schema, { files: [join(at, 'l.yaml')], env: {}, set: [] });
    expect(config.http.token).toBe(TOKEN);
    expect(notes).toEqual([]);
    chmodSync(join(at, 'sub/token'), 0o644);
    const open = load(schema, { files: [join(at, 'l.yaml')], env: {}, set: [] });
    expect(open.notes).toEqual([
      expect.stringMatching(/^everybody on this machine can read the secret in .*: chmod 600/),
    ]);
    const inList = load(schema, {
      files: [],
      env: {},
      set: [`sources=[{type: http, token_file: ${join(at, 'sub/token')}}]`],
    });
    expect(inList.config.sources).toEqual([{ type: 'http', token: TOKEN, tags: {} }]);
  });

  it('that stand in a file which everybody can read are said', () => {
    const at = folder({ 'l.yaml': `http: {token: ${TOKEN}}`, 'v.yaml': 'http: {token: "${T}"}' });
    const notes = (name: string) =>
      load(schema, { files: [join(at, name)], env: { T: TOKEN }, set: [] }).notes;
    expect(notes('l.yaml')).toEqual([]);
    chmodSync(join(at, 'l.yaml'), 0o644);
    chmodSync(join(at, 'v.yaml'), 0o644);
    expect(notes('l.yaml')).toEqual([
      expect.stringMatching(/can read the secret http\.token in .*l\.yaml: chmod 600/),
    ]);
    expect(notes('v.yaml')).toEqual([]);
  });

  it('that cannot be read are said with their place', () => {
    const at = folder({ empty: ' \n' });
    expect(problems(`http:\n  token_file: /nowhere/token`)).toEqual([
      '0.yaml:2:15: token_file: /nowhere/token cannot be read (ENOENT); wanted a readable file',
    ]);
    expect(problems('sources: [{type: http, token_file: /nowhere/token}]')).toHaveLength(1);
    expect(problems(`http: {token_file: ${at}/empty}`)[0]).toContain('is empty; wanted the secret in it');
    expect(problems('http: {token_file: /nowhere/t, token: b}')[0]).toContain('wanted one of them');
    expect(problems('http: {listen_file: /etc/hostname}')[0]).toContain('unknown key "listen_file"');
  });

  it('of a later layer take the place of earlier ones, however they are written', () => {
    const at = folder({ token: TOKEN });
    expect(loaded(['http: {token: old}', `http: {token_file: ${at}/token}`]).config.http.token).toBe(TOKEN);
    expect(loaded(['http: {token_file: /gone}', 'http: {token: new}']).config.http.token).toBe('new');
    const env = { LOGSIFT_HTTP__TOKEN_FILE: join(at, 'token') };
    expect(loaded('http: {token: old}', { env }).config.http.token).toBe(TOKEN);
  });

  it('are never shown', () => {
    const { given, schema: node } = loaded(`http: {token: ${TOKEN}}`, {
      set: [`sources=[{type: http, token: ${TOKEN}, tags: {a: b}}]`],
    });
    const shown = effective(given, node);
    expect(JSON.stringify(shown)).not.toContain(TOKEN);
    expect(shown).toContainEqual({ key: 'http.token', value: '(hidden)', from: expect.any(String) });
    expect(effective(loaded('http: {listen: "${T}"}', { env: { T: TOKEN } }).given, node)).toContainEqual(
      expect.objectContaining({ key: 'http.listen', value: '${T}' }),
    );
  });

  it('are in no complaint, whatever is wrong with them', () => {
    const all = [
      ...problems(`http: {token: [${TOKEN}]}`),
      ...problems(`http: {token: {${TOKEN}: 1}}`),
      ...problems(`http: {token: "${TOKEN}}`),
      ...problems(`http: {token: ${TOKEN}: b}`),
      ...problems(`http: {token: *${TOKEN}}`),
      ...problems(`http: {token: !${TOKEN} x}`),
      ...problems(`http:\n token: ${TOKEN}\n  ${TOKEN}\n}`),
      ...problems(`http:\n token: |${TOKEN}\n`),
      ...problems(`%${TOKEN} x\n---\nlevel: info`),
      ...problems(`!${TOKEN}! x`),
      ...problems(`sources: [{type: http, token: [${TOKEN}]}]`),
      ...problems([], { set: [`http.tokn=${TOKEN}`], env: { LOGSIFT_HTTP__TOKN: TOKEN } }),
    ];
    expect(all.length).toBeGreaterThan(8);
    expect(all.join('\n')).not.toContain(TOKEN);
  });
});
