import { type ChildProcess, spawn } from 'node:child_process';

/** How a program is run. */
export interface CommandRun {
  /** What it finds in its environment beside `PATH` and `LANG`; nothing of ours is passed on. */
  readonly env: { readonly [name: string]: string };
  readonly input: string;
  /** Ms until it is killed, with all that it started. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** How it ended; `output` is the beginning of what it wrote to standard output and error. */
export type Ended =
  | { readonly code: number | null; readonly signal: string | null; readonly output: string }
  | { readonly late: true; readonly output: string }
  /** It was not begun; `lasting` where that will be so the next time too. */
  | { readonly failed: string; readonly lasting: boolean };

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Characters of its output that are kept; the rest is read and forgotten. */
const MAX_OUTPUT = 65_536;
/** Ms for the output of a program that has ended, which what it left behind may hold open. */
const LAST_WORDS = 500;
const LASTING = new Set(['ENOENT', 'EACCES', 'ENOEXEC', 'ENOTDIR', 'EPERM', 'E2BIG', 'ELOOP']);

/** Runs a program without a shell, once. Never rejects; ends by `timeout` or when `signal` fires. */
export function runCommand(argv: readonly [string, ...string[]], run: CommandRun): Promise<Ended> {
  if (run.signal.aborted) return Promise.resolve({ late: true, output: '' });
  return new Promise((done) => {
    const [file, ...args] = argv;
    let child: ChildProcess;
    try {
      // A group of its own, so that what it started ends with it.
      child = spawn(file, args, {
        shell: false,
        detached: true,
        cwd: '/',
        env: { PATH, LANG: 'C.UTF-8', ...run.env },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
    } catch (error) {
      return done({ failed: (error as NodeJS.ErrnoException).code ?? 'spawn', lasting: true });
    }
    let output = '';
    let lastWords: NodeJS.Timeout | undefined;
    const settle = (ended: Ended) => {
      clearTimeout(limit);
      clearTimeout(lastWords);
      run.signal.removeEventListener('abort', late);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      done(ended);
    };
    const late = () => {
      killGroup(child);
      settle({ late: true, output });
    };
    const limit = setTimeout(late, run.timeout);
    run.signal.addEventListener('abort', late);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        if (output.length < MAX_OUTPUT) output += text.slice(0, MAX_OUTPUT - output.length);
      });
      stream?.on('error', () => {});
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? 'spawn';
      settle({ failed: code, lasting: LASTING.has(code) });
    });
    child.on('exit', (code, signal) => {
      const end = () => settle({ code, signal, output });
      child.on('close', end);
      lastWords = setTimeout(end, LAST_WORDS);
    });
    // A program need not read what it is told.
    child.stdin?.on('error', () => {});
    child.stdin?.end(run.input);
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
