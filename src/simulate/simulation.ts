import { rfc3339 } from '../core/event.ts';
import { Heap } from '../kit/heap.ts';
import { Chance } from './chance.ts';
import { type Bend, gaugesOf, type MadeSample, samplesOf } from './gauges.ts';
import { LabelKeeper, type Labels } from './labels.ts';
import { otlpLines } from './otlp-samples.ts';
import { type Beat, byClock, paceAll } from './pacing.ts';
import { topologyText } from './place.ts';
import type { Alteration, Change, PlantedLine, Stage } from './scenario.ts';
import type { Planting, Settings } from './settings.ts';
import { TRAFFIC, TRAFFIC_WITH_TRAPS } from './traffic.ts';
import { MovingVoice, Processes } from './voice.ts';
import { type Utterance, Wire } from './wire.ts';

/** A line as it was written, with the truth a parser should find in it. */
export interface MadeLine extends Utterance {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** A line whose turn will come; `late` makes the message then. */
interface Waiting extends Utterance {
  readonly late?: Extract<PlantedLine['message'], (...args: never[]) => string>;
}

interface Source {
  time: number;
  readonly order: number;
  readonly beat: Beat;
  readonly chance: Chance;
}

/** One made log. Every walk over `lines` or `events` makes it afresh, the same to the byte; memory stays flat. */
export class Simulation {
  readonly settings: Settings;
  #keepers: readonly LabelKeeper[] = [];
  #lines = 0;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  /** The log's lines, without line ends, in the order in which one syslog server receives them. */
  *lines(): Generator<string> {
    for (const { text } of this.events()) yield text;
  }

  /** The same with what each line says. */
  events(): Generator<MadeLine> {
    const run = new Run(this.settings);
    this.#keepers = run.keepers;
    this.#lines = 0;
    return this.#counted(run);
  }

  /** What devices answer when they are polled, in order of time; nothing where there are none. */
  samples(): Iterable<MadeSample> {
    const { settings } = this;
    return settings.devices ? samplesOf(gaugesOf(settings.network), settings, new Run(settings).bends) : [];
  }

  /** The same as lines of JSON, a request of OTLP each. */
  sampleLines(): Iterable<string> {
    return otlpLines(this.samples());
  }

  /** The network as a `topology.yaml`. */
  topology(): string {
    return topologyText(this.settings.network);
  }

  /** What was planted, in the lines handed out so far: complete when all of them are. */
  labels(): Labels {
    const { settings } = this;
    return {
      schemaVersion: 1,
      seed: settings.seed,
      start: rfc3339(settings.start)!,
      end: rfc3339(settings.end)!,
      timeZone: settings.calendar.timeZone,
      rate: settings.rate,
      format: settings.format,
      lines: this.#lines,
      hosts: [...settings.network.hosts, ...(settings.devices ? settings.network.gear : [])].map(
        ({ name, role, address }) => ({ name, role, address }),
      ),
      planted: this.#keepers.map((keeper) => keeper.label(settings.end)),
    };
  }

  *#counted(run: Run): Generator<MadeLine> {
    for (const line of run.walk()) {
      this.#lines = line.number;
      yield line;
    }
  }
}

/** One walk through the time of a log: what is done next is done, the lines it leaves wait for their turn. */
class Run {
  readonly keepers: readonly LabelKeeper[];
  readonly bends: Bend[] = [];
  readonly #settings: Settings;
  readonly #sources = new Heap<Source>();
  readonly #waiting = new Heap<Waiting>();
  readonly #processes = new Processes();
  readonly #alterations: (Alteration & {
    readonly planted: number;
    readonly names: ReadonlySet<string> | null;
  })[] = [];
  #order = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
    const traffic = settings.devices ? TRAFFIC_WITH_TRAPS : TRAFFIC;
    for (const beat of paceAll(traffic, settings)) this.#addSource(beat, settings.start);
    this.keepers = settings.planted.map((planting, planted) => {
      const { scenario } = planting;
      const truth = scenario.play(this.#stage(planting, planted));
      return new LabelKeeper(scenario, truth);
    });
  }

  *walk(): Generator<MadeLine> {
    const { end, calendar, format, network } = this.#settings;
    const sources = this.#sources;
    const waiting = this.#waiting;
    const wire = new Wire(calendar, format);
    const voice = new MovingVoice({ network, calendar, processes: this.#processes }, (line) =>
      waiting.push({ ...line, order: this.#order++, planted: -1 }),
    );
    let number = 0;
    for (;;) {
      const source = sources.peek()!;
      const line = waiting.peek();
      if (line !== undefined && line.time < source.time) {
        if (line.time >= end) return;
        waiting.pop();
        const said = this.#alter(line);
        if (said === null) continue;
        const text = wire.write(said);
        number++;
        if (said.planted >= 0) this.keepers[said.planted]!.line(number, said.time, text);
        yield { ...said, number, text };
        continue;
      }
      if (source.time >= end && line === undefined) return;
      sources.pop();
      if (source.time < end) {
        const { beat, chance, time } = source;
        const host = beat.hosts.length === 1 ? beat.hosts[0]! : chance.pick(beat.hosts);
        voice.begin({ time, host, chance });
        beat.activity.act(voice);
        source.time = beat.next(time, chance);
      } else source.time = Number.POSITIVE_INFINITY;
      sources.push(source);
    }
  }

  /** What the scenarios make of an ordinary line; null when it is not said. */
  #alter(line: Waiting): Utterance | null {
    if (line.late !== undefined) {
      return { ...line, message: line.late((name) => this.#processes.count(line.host, name)) };
    }
    if (line.planted >= 0) return line;
    // What one scenario changed another may change again: a rebooted machine can lose its fan.
    let said: Utterance = line;
    for (const alteration of this.#alterations) {
      if (line.time < alteration.from || line.time >= alteration.to) continue;
      if (alteration.names !== null && !alteration.names.has(said.host.name)) continue;
      const change: Change = alteration.change(said);
      if (change === 'leave') continue;
      if (change !== 'silence') {
        const { unlabelled, ...other } = change;
        const own = said.planted < 0 && !unlabelled;
        said = { ...said, ...other, planted: own ? alteration.planted : said.planted };
        continue;
      }
      this.keepers[alteration.planted]!.silence();
      return null;
    }
    return said;
  }

  #stage({ scenario, at, until }: Planting, planted: number): Stage {
    const { seed, start, end, calendar, network } = this.#settings;
    const earlier = this.#settings.planted.slice(0, planted).filter((one) => one.scenario === scenario);
    // What is planted again happens to others.
    const again = earlier.length === 0 ? '' : ` ${earlier.length + 1}`;
    const chance = new Chance(seed, `scenario ${scenario.name}${again}`);
    return {
      ...{ at, start, end: Math.min(end, until ?? end), calendar, network, chance },
      say: ({ time, host, speaker, message, pid }) => {
        this.#waiting.push({
          ...{ time: Math.floor(time), order: this.#order++, host, speaker, planted },
          ...(typeof message === 'string' ? { message } : { message: '', late: message }),
          pid: this.#pidOf({ host, speaker, ...(pid === undefined ? {} : { pid }) }, chance),
        });
      },
      alter: (alteration) => {
        const names =
          alteration.hosts === undefined ? null : new Set(alteration.hosts.map(({ name }) => name));
        this.#alterations.push({
          ...{ from: alteration.from, to: alteration.to, planted, names },
          change: (line) => alteration.change(line),
        });
      },
      bend: (bend) => this.bends.push(bend),
      join: (host, from) => {
        for (const activity of TRAFFIC) {
          const { kind } = activity.pace;
          const does = activity.on.includes(host.role) && (activity.where?.(host) ?? true);
          if (!does || (kind !== 'every' && kind !== 'daily')) continue;
          this.#addSource(byClock(activity, host, { settings: this.#settings }), from);
        }
      },
    };
  }

  #pidOf({ host, speaker, pid }: Pick<PlantedLine, 'host' | 'speaker' | 'pid'>, chance: Chance): number {
    switch (speaker.pid) {
      case 'none':
        return 0;
      case 'init':
        return 1;
      case 'daemon':
        return this.#processes.daemon(host, speaker.app);
      case 'child':
        return pid ?? chance.between(1_000, 400_000);
    }
  }

  #addSource(beat: Beat, from: number): void {
    const { activity, hosts } = beat;
    const where = hosts.length === 1 ? ` on ${hosts[0]!.name}` : '';
    const chance = new Chance(this.#settings.seed, `${activity.name}${where}`);
    const time = beat.next(from, chance);
    this.#sources.push({ time, order: this.#sources.size, beat, chance });
  }
}
