import { LogsiftError } from '../core/errors.ts';
import { count } from '../core/words.ts';
import { setAside } from '../store/kept-file.ts';
import { type KeptProfile, profilePath, readProfile, writeProfile } from '../store/kept-profile.ts';
import type { Engine, EngineState } from './engine.ts';
import type { InputOptions } from './inputs.ts';
import { ReadPositions } from './read-positions.ts';

/** Where what was learnt is kept, and under which name when not under that of the inputs. */
export interface KeptBaselineOptions {
  readonly folder: string;
  readonly name?: string | undefined;
}

/** What earlier runs learnt of some inputs: taken up by this run, and kept again at its end. */
export class KeptBaseline {
  readonly #path: string;
  readonly #notes: string[];
  #profile: KeptProfile | null;
  positions: ReadPositions;

  private constructor(path: string, profile: KeptProfile | null, notes: string[]) {
    this.#path = path;
    this.#profile = profile;
    this.#notes = notes;
    this.positions = new ReadPositions(profile?.inputs ?? []);
  }

  /** Reads what was kept. What cannot be used is set aside and said. Throws STATE_FILE, USAGE. */
  static async open(kept: KeptBaselineOptions, options: InputOptions): Promise<KeptBaseline> {
    const only = [options.host ?? '', options.unit ?? '', options.format ?? ''];
    const path = profilePath({ ...kept, inputs: options.inputs, only });
    const read = await readProfile(path);
    if (read.state === 'whole') return new KeptBaseline(path, read.profile, []);
    const notes =
      read.state === 'absent'
        ? [
            'nothing was kept of these inputs yet: this run was judged by itself, the next will be judged by it',
          ]
        : [unusable(read.reason, read.aside)];
    return new KeptBaseline(path, null, notes);
  }

  /** Gives a new engine what was learnt; false when there is nothing (any more), and the engine must not be used. */
  async restore(engine: Engine): Promise<boolean> {
    if (this.#profile === null) return false;
    try {
      engine.restore(this.#profile.engine as EngineState);
      return true;
    } catch (error) {
      if (!(error instanceof LogsiftError)) throw error;
      const { aside } = await setAside(this.#path, error.message);
      this.#notes.push(unusable(error.message, aside));
      this.#profile = null;
      this.positions = new ReadPositions([]);
      return false;
    }
  }

  /** Keeps what the engine knows now. That it cannot be written is a note: what was found is worth showing. */
  async save(engine: Engine): Promise<void> {
    const { positions } = this;
    if (positions.skipped > 0) {
      this.#notes.push(`${count(positions.skipped, 'line')} known from earlier runs not judged again`);
    }
    for (const name of positions.shrunk) {
      this.#notes.push(`${name} is shorter than it was: what it had at first is not judged again`);
    }
    const events = (this.#profile?.events ?? 0) + engine.events;
    const profile = { inputs: positions.marks, events, saved: Date.now(), engine: engine.snapshot() };
    try {
      await writeProfile(this.#path, profile);
    } catch (error) {
      if (!(error instanceof LogsiftError)) throw error;
      this.#notes.push(error.message);
    }
  }

  /** The run was stopped: as it may not have shown everything, the next one begins where this one did. */
  dropped(): void {
    this.#notes.push('stopped early: what this run learnt was not kept');
  }

  /** What a person should know of it. */
  get notes(): readonly string[] {
    return this.#notes;
  }
}

function unusable(reason: string, aside: string): string {
  return `what was kept of these inputs cannot be used: ${reason}; it is now ${aside}, and learning begins afresh`;
}
