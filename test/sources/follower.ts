import type { LiveSource } from '../../src/core/live-source.ts';
import file from '../../src/sources/live-file.ts';
import { RecordingSink, until } from '../../src/testing/live-sink.ts';

/** A follower of files with what it handed over, through any number of stops and starts. */
export class Follower {
  readonly #options: Record<string, unknown>;
  readonly lines: string[] = [];
  readonly ids: string[] = [];
  sink = new RecordingSink();
  source: LiveSource | null = null;
  resume = new Map<string, string>();

  constructor(options: Record<string, unknown>) {
    this.#options = { start: 'beginning', poll: '50ms', rotate_wait: '300ms', ...options };
  }

  async start(): Promise<void> {
    this.source = file.follow(file.schema.parse(this.#options));
    this.sink = new RecordingSink();
    await this.source.start(this.sink, this.resume);
  }

  /** Stops; what came is added to `lines`, and the next start goes on behind it. */
  async stop(): Promise<void> {
    await this.source?.stop();
    this.source = null;
    this.lines.push(...this.sink.text);
    for (const [key, token] of this.sink.resume) this.resume.set(key, token);
  }

  get notices(): string[] {
    return this.sink.notices.map(({ kind, text }) => `${kind}: ${text}`);
  }

  /** Everything that came in all runs so far. */
  get all(): string[] {
    return [...this.lines, ...(this.source === null ? [] : this.sink.text)];
  }

  async untilLines(count: number): Promise<void> {
    await until(
      () => this.all.length >= count,
      () =>
        `${count} lines, ${this.all.length} came: ${JSON.stringify(this.all.slice(-5))} ${this.notices.join('; ')}`,
    );
  }
}
