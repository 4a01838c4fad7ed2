import { execFile } from 'node:child_process';

/** What systemd gave the process. */
export interface SdEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  readonly WATCHDOG_USEC?: string | undefined;
  readonly WATCHDOG_PID?: string | undefined;
  readonly PATH?: string | undefined;
}

const TOOL_PATIENCE_MS = 5_000;
const MOST_STATUS = 200;

/**
 * Tells systemd how the service is (sd_notify(3)). Node has no datagrams over unix sockets, so the tool
 * `systemd-notify` sends them: the unit needs `NotifyAccess=all`. Without systemd every call does nothing. One tool
 * runs at a time; what is said meanwhile is said next, the last of each kind.
 */
export class SdNotify {
  readonly #env: SdEnvironment;
  readonly #pid: number;
  #waiting = new Map<string, string>();
  #running: Promise<void> | null = null;
  /** Calls that did not work, and why the last one did not. */
  failures = 0;
  lastFailure: string | null = null;

  constructor(env: SdEnvironment, pid: number) {
    this.#env = env;
    this.#pid = pid;
  }

  get active(): boolean {
    return (this.#env.NOTIFY_SOCKET ?? '') !== '';
  }

  /** Ms between two signs of life that the unit asks for, half of `WatchdogSec`; NaN when it asks for none. */
  get watchdogEvery(): number {
    const { WATCHDOG_USEC, WATCHDOG_PID } = this.#env;
    const meant = WATCHDOG_PID === undefined || WATCHDOG_PID === String(this.#pid);
    const usec = Number(WATCHDOG_USEC ?? Number.NaN);
    return this.active && meant && usec > 0 ? usec / 2000 : Number.NaN;
  }

  ready(status: string): Promise<void> {
    return this.#say({ READY: '1', MAINPID: String(this.#pid), STATUS: oneLine(status) });
  }

  status(status: string): Promise<void> {
    return this.#say({ STATUS: oneLine(status) });
  }

  alive(): Promise<void> {
    return this.#say({ WATCHDOG: '1' });
  }

  stopping(status: string): Promise<void> {
    return this.#say({ STOPPING: '1', STATUS: oneLine(status) });
  }

  #say(words: { readonly [name: string]: string }): Promise<void> {
    if (!this.active) return Promise.resolve();
    for (const [name, value] of Object.entries(words)) this.#waiting.set(name, value);
    this.#running ??= this.#send().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #send(): Promise<void> {
    while (this.#waiting.size > 0) {
      const words = [...this.#waiting].map(([name, value]) => `${name}=${value}`);
      this.#waiting = new Map();
      await this.#run(words);
    }
  }

  #run(words: readonly string[]): Promise<void> {
    return new Promise((done) => {
      const { NOTIFY_SOCKET, PATH } = this.#env;
      const options = {
        env: { NOTIFY_SOCKET, PATH },
        timeout: TOOL_PATIENCE_MS,
        killSignal: 'SIGKILL' as const,
      };
      execFile('systemd-notify', ['--', ...words], options, (error) => {
        if (error !== null) {
          this.failures++;
          this.lastFailure = error.message.split('\n', 1)[0]!.slice(0, MOST_STATUS);
        }
        done();
      });
    });
  }
}

function oneLine(text: string): string {
  return text.replace(/[\0-\x1f\x7f]+/g, ' ').slice(0, MOST_STATUS);
}
