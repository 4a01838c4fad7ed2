import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ConfigRequest, changesOf, jsonSchemaOf, loadConfig } from '../../src/app/config.ts';
import { machineInputs } from '../../src/app/machine-inputs.ts';
import { portsInUse } from '../../src/app/ports-in-use.ts';
import { starterConfig } from '../../src/app/starter-config.ts';
import { LogsiftError } from '../../src/core/errors.ts';
import { detectors } from '../../src/detectors/index.ts';

const CONTEXT = { env: {}, home: '/nowhere', hostname: 'web01', root: false, etc: '/nowhere' };

function folder(files: { readonly [name: string]: string }): string {
  const made = mkdtempSync(join(tmpdir(), 'logsift-app-config-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), text);
  }
  return made;
}

function load(request: Partial<ConfigRequest> = {}) {
  return loadConfig({ ...CONTEXT, ...request });
}

function ofText(text: string) {
  return load({ files: [join(folder({ 'l.yaml': text }), 'l.yaml')] });
}

function problems(text: string): readonly string[] {
  try {
    ofText(text);
    return [];
  } catch (error) {
    return (error as LogsiftError).details.map((line) => line.replace(/^.*l\.yaml/, 'l.yaml'));
  }
}

describe('the configuration', () => {
  it('is sensible when nothing is said', () => {
    const { config, files, notes } = load();
    expect(files).toEqual([]);
    expect(notes).toEqual([]);
    expect(config).toMatchObject({
      node: { name: 'web01' },
      state: { folder: '/nowhere/.local/state/logsift' },
      sources: [{ type: 'machine', name: 'machine', journal: true, files: true, samples: true }],
      notifiers: [{ type: 'terminal', name: 'terminal' }],
      budget: { rate: { count: 3, perMs: 86_400_000 }, teams: {}, always: ['power', 'temperature'] },
      messages: { cooldown: 3_600_000 },
      ring: { max_age: 7 * 86_400_000 },
      learn: { warm_start: true, history: 30 * 86_400_000 },
      http: { listen: { host: '127.0.0.1', port: 8514 } },
    });
    expect(config.listen).toBeUndefined();
    const on = Object.entries(config.detectors).flatMap(([name, wanted]) => (wanted ? [name] : []));
    expect(on.sort()).toEqual(detectors.map(({ name }) => name).sort());
  });

  it('keeps state where systemd, root and people have it', () => {
    const of = (request: Partial<ConfigRequest>) => load(request).config.state.folder;
    expect(of({ root: true })).toBe('/var/lib/logsift');
    expect(of({ env: { STATE_DIRECTORY: '/var/lib/private/logsift:/x' } })).toBe('/var/lib/private/logsift');
    expect(of({ env: { XDG_STATE_HOME: '/s' } })).toBe('/s/logsift');
    expect(of({ root: true, set: ['state.folder=/mine'] })).toBe('/mine');
  });

  it('is found in the two places and their conf.d, in order', () => {
    const at = folder({
      'etc/logsift/logsift.yaml': 'workers: 2\nlog: {level: debug}\nnode: {name: a}',
      'etc/logsift/conf.d/20.yaml': 'node: {name: c}',
      'etc/logsift/conf.d/10.yaml': 'node: {name: b}\nworkers: 3',
      'etc/logsift/conf.d/not.txt': ': : :',
      'xdg/logsift/logsift.yaml': 'log: {level: error}',
    });
    const env = { XDG_CONFIG_HOME: join(at, 'xdg') };
    const { config, files, provenance } = load({ etc: join(at, 'etc'), env });
    expect(files.map((file) => file.slice(at.length))).toEqual([
      '/etc/logsift/logsift.yaml',
      '/etc/logsift/conf.d/10.yaml',
      '/etc/logsift/conf.d/20.yaml',
      '/xdg/logsift/logsift.yaml',
    ]);
    expect(config).toMatchObject({ node: { name: 'c' }, workers: 3, log: { level: 'error' } });
    expect(provenance.get('node.name')).toBe(`${at}/etc/logsift/conf.d/20.yaml:1:14`);
    expect(provenance.get('http.listen')).toBe('default');
    expect(load({ etc: join(at, 'etc'), env, files: [] }).config.workers).toBe(1);
  });

  it('gives every source and channel a name', () => {
    const { config } = ofText(`
sources: [{type: stdin}, {type: syslog, name: switches}, {type: syslog, udp: ':514', tcp: false}]
notifiers: [{type: slack, url: 'https://hooks.slack.com/services/T/B/x'}]`);
    expect(config.sources.map(({ name }) => name)).toEqual(['stdin', 'switches', 'syslog']);
    expect(config.notifiers).toMatchObject([{ type: 'slack', name: 'slack', allow_private: false }]);
    const twice = ofText('sources: [{type: syslog}, {type: syslog, name: syslog-2}, {type: syslog}]');
    expect(twice.config.sources.map(({ name }) => name)).toEqual(['syslog', 'syslog-2', 'syslog-3']);
  });

  it('refuses a daily report to channels that there are not, and at no time of day', () => {
    const of = (report: string) => () =>
      ofText(`notifiers: [{ type: terminal, name: ops }]\nreport: ${report}\n`);
    expect(of('{ to: [ops] }')().config.report).toEqual({ at: '08:00', to: ['ops'] });
    expect(of('{ at: "7:30", to: [ops] }')).toThrow(/:2:15: report\.at wants a time of day such as "08:00"/);
    expect(of('{ to: [opps] }')).toThrow(/:2:16: report\.to\.0 wants .* "opps" is none: did you mean ops\?/);
    expect(of('{ at: "08:00" }')).toThrow(/report\.to/);
  });

  it('refuses routes to channels that there are not, at their place, and knows the keys of every branch', () => {
    const routes = (text: string) => () => ofText(`notifiers: [{ type: terminal, name: ops }]\n${text}`);
    expect(routes('routes: { receivers: [opps] }')).toThrow(
      /:2:23: routes\.receivers\.0 wants .* "opps" is none: did you mean ops\?/,
    );
    const deep = (branch: string) => routes(`routes:\n  routes:\n    - routes:\n        - ${branch}`);
    expect(deep('receivers: [ops, soc]')).toThrow(/:5:28: .* "soc" is none: there are ops/);
    expect(deep('escalate: { after: 1m, to: [soc] }')).toThrow(/:5:21: .* "soc" is none: there are ops/);
    expect(deep('{ match: { categry: power } }')).toThrow(
      /:5:22: unknown key "categry" .*did you mean category/,
    );
    expect(deep('{ repeat: 4h, match: { host: 10 } }')().config.routes?.routes?.[0]?.routes).toEqual([
      { repeat: 14_400_000, match: { host: ['10'] } },
    ]);
  });

  it('finds files of rules beside the file that names them', () => {
    const at = folder({
      'sub/l.yaml': 'rules: {files: [mine.yaml, /etc/theirs.yaml]}\ngeoip: {file: city.mmdb}',
    });
    const { config } = load({ files: [join(at, 'sub/l.yaml')] });
    expect(config.rules.files).toEqual([join(at, 'sub/mine.yaml'), '/etc/theirs.yaml']);
    expect(config.geoip.file).toBe(join(at, 'sub/city.mmdb'));
    expect(load({ set: ['rules.files=a.yaml'] }).config.rules.files).toEqual(['a.yaml']);
  });

  it.each([
    [
      'http: {listen: 8514}',
      'l.yaml:1:16: http.listen wants ADDRESS:PORT such as 127.0.0.1:8514, or off; got "8514"',
    ],
    ['listen: 0.0.0.0:514', 'l.yaml:1:9: listen wants a list; got "0.0.0.0:514"'],
    [
      'detectors: {noveltee: true}',
      'l.yaml:1:13: unknown key "noveltee" in detectors: did you mean novelty?',
    ],
    [
      'timezone: Mars/Olympus',
      'l.yaml:1:11: timezone wants a zone such as Europe/Berlin or UTC; got "Mars/Olympus"',
    ],
    [
      'notifiers: [{type: slak}]',
      'l.yaml:1:20: notifiers.0.type wants one of alertmanager, command, email, github, jira, ntfy, pagerduty, slack, slack-bot, telegram, terminal, webhook; got "slak": did you mean slack?',
    ],
    [
      'sources: [{type: stdin, name: a}, {type: stdin, name: a}]',
      'l.yaml:1:55: sources.1.name wants a name of its own: another entry has this one; got "a"',
    ],
    [
      'budget: {rate: 5}',
      'l.yaml:1:16: budget.rate wants a rate such as "5/day", "10/hour" or "100/s"; got "5"',
    ],
    ['output: {forward: {}}', 'l.yaml:1:19: output.forward.address is missing: it wants text'],
    [
      'watchdog: {heartbeat: ftp://secret}',
      'l.yaml:1:23: watchdog.heartbeat wants a URL such as https://hc-ping.com/…',
    ],
  ])('says what is wrong with %j', (text, line) => {
    expect(problems(text)).toEqual([line]);
  });

  it('hides every secret of every section', () => {
    const secret = 'https://hooks.example.org/s3cr3t';
    const { values } = ofText(
      `notifiers: [{type: slack, url: '${secret}'}, {type: webhook, url: '${secret}', headers: {A: 's3cr3t'}}]\nwatchdog: {heartbeat: '${secret}'}`,
    );
    expect(values().map(({ value }) => value)).toContain('(hidden)');
    expect(JSON.stringify(values())).not.toContain('s3cr3t');
  });

  it('shows every value that it has', () => {
    const { config, values } = load();
    const shown = new Set(values().map(({ key }) => key));
    for (const [section, value] of Object.entries(config)) {
      if (typeof value !== 'object' || Array.isArray(value)) continue;
      for (const [key, inner] of Object.entries(value)) {
        const parts = inner !== null && typeof inner === 'object' ? `${section}.${key}` : null;
        const isShown =
          shown.has(`${section}.${key}`) || [...shown].some((one) => one.startsWith(`${parts}.`));
        if (inner !== undefined) expect(isShown, `${section}.${key}`).toBe(true);
      }
    }
  });
});

describe('a configuration that is loaded again', () => {
  it('differs in the sections that were changed', () => {
    const at = folder({ 'l.yaml': 'budget: 5/day\nworkers: 1' });
    const request = { files: [join(at, 'l.yaml')] };
    const before = load(request).config;
    expect(changesOf(before, load(request).config)).toEqual([]);
    writeFileSync(join(at, 'l.yaml'), 'budget: 6/day\nworkers: 2\nlisten: []\ntimezone: UTC');
    expect(changesOf(before, load(request).config)).toEqual(['budget', 'listen', 'timezone', 'workers']);
  });

  it('that is bad is an error, and changes nothing of the one before', () => {
    const at = folder({ 'l.yaml': 'workers: 2' });
    const request = { files: [join(at, 'l.yaml')] };
    const before = load(request);
    writeFileSync(join(at, 'l.yaml'), 'workers: many');
    expect(() => load(request)).toThrow(LogsiftError);
    expect(before.config.workers).toBe(2);
  });

  it('takes secrets anew', () => {
    const at = folder({ 'l.yaml': 'watchdog: {heartbeat_file: url}', url: 'https://a.example/1' });
    chmodSync(join(at, 'url'), 0o600);
    const request = { files: [join(at, 'l.yaml')] };
    const before = load(request).config;
    writeFileSync(join(at, 'url'), 'https://a.example/2');
    expect(changesOf(before, load(request).config)).toEqual(['watchdog']);
  });
});

describe('the JSON Schema', () => {
  it('is one of draft 2020-12 in which a secret may stand in a file', () => {
    const schema = jsonSchemaOf(CONTEXT) as { $schema: string; properties: { [key: string]: unknown } };
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.properties.watchdog).toMatchObject({
      properties: { heartbeat: { writeOnly: true }, heartbeat_file: { type: 'string' } },
      additionalProperties: false,
    });
    const { items } = schema.properties.notifiers as {
      items: { oneOf: { properties: { type: { const: string } } }[] };
    };
    expect(items.oneOf.find(({ properties }) => properties.type.const === 'slack')).toMatchObject({
      required: ['type'],
      allOf: [{ oneOf: [{ required: ['url'] }, { required: ['url_file'] }] }],
    });
  });

  it('allows a budget its short form, and its long one', () => {
    const { properties } = jsonSchemaOf(CONTEXT) as { properties: { [key: string]: unknown } };
    const { anyOf, description } = properties.budget as {
      description: string;
      anyOf: [{ type: string; pattern: string }, { type: string; properties: object }];
    };
    expect(description).toContain('budget: 3/day');
    expect(anyOf).toMatchObject([
      { type: 'string' },
      { type: 'object', properties: { rate: {}, teams: {} } },
    ]);
    expect('3/day').toMatch(new RegExp(anyOf[0].pattern));
    expect(JSON.stringify(properties)).not.toContain('shortFor');
  });
});

describe('a starter file', () => {
  const starter = (root: string) =>
    starterConfig({ hostname: 'web01', inputs: machineInputs({ root }), ports: portsInUse(root) });

  it('changes nothing until it is edited', () => {
    const { config } = ofText(starter('/nowhere'));
    expect(changesOf(load().config, config)).toEqual(['listen']);
    expect(config.listen).toEqual([{ transport: 'both', address: '127.0.0.1:5514' }]);
  });

  it('stays right when every commented line is used, but for what has to be filled in', () => {
    const at = folder({
      'slack-webhook': 'https://hooks.slack.com/services/T/B/x',
      'heartbeat-url': 'https://a.example',
    });
    const text = starter('/nowhere')
      .replace(/^listen:.*\n/m, '')
      .replace(/^#(?=[a-z]| {2})/gm, '');
    writeFileSync(join(at, 'l.yaml'), text);
    const { config } = load({ files: [join(at, 'l.yaml')], env: { CREDENTIALS_DIRECTORY: at } });
    expect(config.sources).toMatchObject([
      { type: 'machine' },
      { type: 'file', paths: ['/srv/app/logs/*.log'] },
    ]);
    expect(config.notifiers.map(({ type }) => type)).toEqual(['terminal', 'slack']);
    expect(config.listen).toEqual([{ transport: 'both', address: '0.0.0.0:5514' }]);
    expect(config.output.forward).toMatchObject({ address: 'tls://logs.example.org:6514' });
  });

  it('names what was found, and cannot be broken by the name of a file', () => {
    const root = folder({
      'var/log/app.log': 'x\n',
      'var/log/a\nworkers: 9.log': 'x\n',
      'proc/net/udp': 'head\n  1: 00000000:0202 00000000:0000 07 0 0 0\n',
      'proc/net/tcp':
        'head\n  1: 0100007F:158A 00000000:0000 0A 0 0 0\n  2: 0100007F:0202 0100007F:1000 01 0\n',
    });
    const text = starter(root);
    expect(text).toContain('# - /var/log/app.log\n');
    expect(text).toContain(
      '# Something listens on 514 UDP already.\n# Something listens on 5514 TCP already.\n',
    );
    expect(ofText(text).config.workers).toBe(1);
  });
});
