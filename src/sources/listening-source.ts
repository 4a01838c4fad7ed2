import type { LiveInputStatus, LiveSink, LiveSource } from '../core/live-source.ts';

/** One address that a source of the network listens on. */
export interface Listener {
  /** Fails with LISTEN_FAILED. */
  open(): Promise<void>;
  /** Called every second. */
  tick(): void;
  status(): LiveInputStatus;
  /** Takes nothing more, and hands over everything taken. */
  close(): Promise<void>;
}

/** A live source that is its listeners: all of them are open, or it does not start. */
export class ListeningSource implements LiveSource {
  readonly #listen: (sink: LiveSink) => readonly Listener[];
  #listeners: readonly Listener[] = [];
  #timer: NodeJS.Timeout | null = null;
  #stopped: Promise<void> | null = null;

  /** @param listen makes the listeners; opens none */
  constructor(listen: (sink: LiveSink) => readonly Listener[]) {
    this.#listen = listen;
  }

  async start(sink: LiveSink): Promise<void> {
    if (this.#stopped !== null) return;
    this.#listeners = this.#listen(sink);
    try {
      for (const listener of this.#listeners) await listener.open();
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (this.#stopped !== null) return;
    this.#timer = setInterval(() => {
      for (const listener of this.#listeners) listener.tick();
    }, 1000);
  }

  inputs(): LiveInputStatus[] {
    return this.#listeners.map((listener) => listener.status());
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#close();
    return this.#stopped;
  }

  async #close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }
}
