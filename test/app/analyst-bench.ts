import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { Analyst, type AnalystOptions } from '../../src/app/analyst.ts';
import { messageWords } from '../../src/app/analyst-words.ts';
import { pageOf } from '../../src/app/incidents-now.ts';
import { topologyOf } from '../../src/app/topology-of.ts';
import type { Analysis } from '../../src/core/analysis.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { Notice } from '../../src/core/notice.ts';
import ollama from '../../src/llms/ollama.ts';
import { LlmServer } from '../../src/testing/llm-server.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { DAY, MessagesBench } from './messages-bench.ts';

export const PATIENCE = { timeout: 30_000, interval: 20 };

/** An answer as a model gives it when it does what it is asked. */
export function answered(incident: Incident, changes: { readonly [key: string]: unknown } = {}): string {
  return JSON.stringify({
    headline: 'Three switches lost their uplink together',
    happening: 'Three access switches lost their uplink within 82 seconds. Nothing else on them failed.',
    cause: { text: 'The power they share failed.', confidence: 'medium' },
    urgency: 'now',
    actions: [{ what: 'Look at the power of the room', reason: 'All three hang on it', command: null }],
    findings: [incident.root.id],
    unsure: [],
    ...changes,
  });
}

/** An incident of its own: another host, another kind of line. */
export function incidentNo(n: number, changes: Partial<Incident> = {}): Incident {
  const sample = sampleIncident();
  const findings = sample.findings.map((one, i) => ({
    ...one,
    id: `${n.toString(16).padStart(8, '0')}${i}`,
    about: { ...one.about, host: `sw-${n}-${i}`, template: `kind-${n}` },
  }));
  const id = `${n.toString(16).padStart(4, '0')}a9c2d15d4140`;
  const hosts = findings.map(({ about }) => about.host!);
  return { ...sample, id, aliases: [], findings, root: findings[0]!, hosts, ...changes };
}

/** Incidents, people who are told and a language model that is asked, put together as a daemon does. */
export class AnalystBench {
  readonly messages: MessagesBench;
  readonly server: LlmServer;
  readonly notices: Notice[] = [];
  readonly said: { readonly analysis: Analysis; readonly after: number }[] = [];
  analyst!: Analyst;
  options: Partial<AnalystOptions>;
  readonly #url: string;

  private constructor(
    messages: MessagesBench,
    server: LlmServer,
    options: Partial<AnalystOptions>,
    url: string,
  ) {
    this.messages = messages;
    this.server = server;
    this.options = options;
    this.#url = url;
    this.open();
  }

  /** @param url where the model is said to be, in place of the server's */
  static async start({ url, ...options }: Partial<AnalystOptions> & { readonly url?: string } = {}) {
    const grouping = {
      groupBy: ['id'],
      cooldown: 30 * DAY,
      digestAfter: (now: number) => now + DAY,
    } as const;
    const messages = await MessagesBench.start(['team'], { grouping });
    const server = await LlmServer.start('ollama');
    const bench = new AnalystBench(messages, server, options, url ?? server.url);
    onTestFinished(async () => {
      await bench.analyst.stop();
      await server.stop();
    });
    return bench;
  }

  /** Puts an analyst to what is kept, as a start does. */
  open(): void {
    const { messages } = this;
    const llm = ollama.create(ollama.schema.parse({ model: 'made', base_url: this.#url }));
    const explained: AnalystOptions['explained'] = (analysis, { id, aliases, headline }) => {
      this.said.push({ analysis, after: performance.now() });
      messages.out.explained({ ids: [id, ...aliases], headline, sentences: messageWords(analysis) });
    };
    this.analyst = new Analyst({
      ...{ llm, provider: 'ollama', price: { input: 1, output: 5 }, privacy: 'pseudonyms' },
      limits: { callsPerMinute: 1000, callsPerDay: 1000, tokensPerDay: 1e7, costPerDay: 10 },
      ...{ settle: 0, deadline: 20_000, store: messages.store, key: 'k'.repeat(32) },
      sources: this.analystSources(),
      isPaged: () => false,
      now: () => messages.now,
      nonce: () => 'n0nce5f3a9c2d15d4140',
      explained: this.options.explained ?? explained,
      notice: (notice) => this.notices.push(notice),
      log: (_level, text) => void messages.log.push(text),
      ...this.options,
    });
  }

  /** Where what the model is told comes from. */
  analystSources(): AnalystOptions['sources'] {
    return {
      store: this.messages.store,
      topology: topologyOf({ topology: { window: 90_000 } }),
      ...{
        hosts: [],
        detectors: ['rule', 'novelty'],
        timeZone: 'UTC',
        ring: join(this.messages.folder, 'ring'),
      },
    };
  }

  /** Somebody is told of an incident, as a page, and the model is asked. */
  page(incident: Incident): void {
    const { store, out, now } = this.messages;
    store.write('incidents', () => store.incidents.put([incident], now));
    out.findings([pageOf(incident)]);
    this.analyst.take([{ incident, decision: 'page', page: incident.id }]);
  }

  /** Until nothing is asked and nothing under way to people. */
  async settle(): Promise<void> {
    const busy = () => {
      const { waiting, inFlight } = this.analyst.status();
      return waiting + inFlight > 0;
    };
    for (let i = 0; i < 3000 && busy(); i++) await sleep(10);
    await this.messages.settle();
  }

  /** What became of all that was asked adds up. */
  get balance(): number {
    const { asked, answered: yes, cached, failed, refused, waiting, inFlight } = this.analyst.status();
    const sum = (of: { readonly [key: string]: number }) => Object.values(of).reduce((all, n) => all + n, 0);
    return asked - (yes + cached + sum(failed) + sum(refused) + waiting + inFlight);
  }
}
