import { accessSync, constants, type Stats, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Check, checked, type Problem } from '../core/diagnosis.ts';
import { sized } from '../core/words.ts';
import { diskSpace } from '../store/disk-room.ts';
import type { Config } from './config.ts';
import type { MachineInputs } from './machine-inputs.ts';

/** File systems that state must not be on, by statfs(2): what is lost at once, and where locks cannot be trusted. */
const TMPFS = 0x0102_1994;
const OF_OTHERS: ReadonlySet<number> = new Set([0x6969, 0xff53_4d42, 0xfe53_4d42, 0x517b]);
const GLOB = /[*?[{]/;

/** What rights are looked at with. */
export interface RightsLook {
  readonly lookAround: () => MachineInputs;
  /** The logsift that runs; null when none does. */
  readonly pid: number | null;
}

/** Whether what is to be read may be read, and what is learnt may be kept. */
export function checkPermissions(config: Config, { lookAround, pid }: RightsLook): Check[] {
  const { folder } = config.state;
  // Rights of whoever asks say nothing of those of the user that it runs as; it says itself what it cannot read.
  if (pid !== null && statOf(`/proc/${pid}`)?.uid !== process.geteuid?.()) {
    const well = 'logsift runs as another user, and says itself what it cannot read';
    return checked('permissions', statOf(folder) === null ? [] : openness(folder), well);
  }
  const problems = [...stateProblems(folder), ...readingProblems(config, lookAround)];
  return checked('permissions', problems, `${folder} can be written to, and all sources be read`);
}

function stateProblems(folder: string): Problem[] {
  const stats = statOf(folder);
  if (stats === null) {
    const above = nearest(folder);
    if (may(above, constants.W_OK)) return [];
    const text = `the state folder ${folder} is not there, and this user may not make it in ${above}`;
    return [{ state: 'wrong', text, fix: [`sudo install -d -m 0700 -o "$(id -un)" ${shell(folder)}`] }];
  }
  if (!stats.isDirectory()) return [{ state: 'wrong', text: `the state folder ${folder} is no folder` }];
  if (!may(folder, constants.W_OK | constants.X_OK)) {
    const text = `this user may not write to the state folder ${folder}, which is of user ${stats.uid}; if that is the one that logsift runs as, ask as root`;
    return [{ state: 'wrong', text, fix: ['sudo logsift doctor'] }];
  }
  return openness(folder);
}

/** Who else may read and write it, and what it lies on. */
function openness(folder: string): Problem[] {
  const { mode } = statSync(folder);
  const found: Problem[] = [];
  if ((mode & 0o002) !== 0) {
    const text = `everybody may write to the state folder ${folder}`;
    found.push({ state: 'wrong', text, fix: [`sudo chmod 0700 ${shell(folder)}`] });
  } else if ((mode & 0o005) !== 0) {
    const text = `everybody may read the state folder ${folder}, which holds log lines`;
    found.push({ state: 'warning', text, fix: [`sudo chmod 0700 ${shell(folder)}`] });
  }
  const { type } = statfsSync(folder);
  if (type === TMPFS) {
    const text = `the state folder ${folder} is in memory (tmpfs): what is learnt is gone with the next boot`;
    found.push({ state: 'warning', text });
  } else if (OF_OTHERS.has(type)) {
    const text = `the state folder ${folder} is on another machine's file system, where SQLite cannot lock`;
    found.push({ state: 'wrong', text });
  }
  return found;
}

function readingProblems(config: Config, lookAround: () => MachineInputs): Problem[] {
  const sources = config.sources as readonly { readonly type: string; readonly [option: string]: unknown }[];
  return sources.flatMap((source): Problem[] => {
    if (source.type === 'machine') return lookAround().notes.map(noteProblem);
    if (source.type === 'journald' && source.directory === undefined) return journalProblems(lookAround());
    const paths = source.type === 'file' ? (source.paths as readonly string[]) : [];
    const one = source.type === 'fifo' ? [source.path as string] : [];
    return [...paths, ...one].flatMap((path) => pathProblem(path, source.type) ?? []);
  });
}

/** `no permission to read …: sudo usermod …, then log in again`: the command stands at its end. */
function noteProblem(note: string): Problem {
  const [, text, command] = /^(.*): (sudo .*), then log in again$/s.exec(note) ?? [];
  return text === undefined
    ? { state: 'warning', text: note }
    : { state: 'warning', text, fix: [`${command!}    # then log in again`] };
}

function journalProblems({ journal }: MachineInputs): Problem[] {
  if (journal === 'readable') return [];
  if (journal === 'none') return [{ state: 'warning', text: 'this machine has no journal' }];
  const fix = ['sudo usermod -aG systemd-journal "$USER"    # then log in again'];
  return [{ state: 'wrong', text: 'this user may not read the journal', fix }];
}

function pathProblem(path: string, type: string): Problem | null {
  const glob = GLOB.test(path);
  const place = glob ? beforeGlob(path) : path;
  const stats = statOf(place);
  if (stats === null) {
    const above = nearest(place);
    if (!may(above, constants.X_OK)) return closed(place, above);
    const text = `${path} is not there${glob ? `: there is no folder ${place}` : ' yet'}`;
    const fix = type === 'fifo' ? [`mkfifo -m 0600 ${shell(path)}`] : [];
    return { state: type === 'fifo' ? 'wrong' : 'warning', text, fix };
  }
  if (type === 'fifo' && !stats.isFIFO()) return { state: 'wrong', text: `${path} is no named pipe` };
  const rights = glob ? constants.R_OK | constants.X_OK : constants.R_OK;
  return may(place, rights) ? null : closed(place, place);
}

function closed(path: string, at: string): Problem {
  const fix = [
    `sudo setfacl -m u:"$(id -un)":${statOf(at)?.isDirectory() === true ? 'rx' : 'r'} ${shell(at)}`,
  ];
  return { state: 'wrong', text: `this user may not read ${path}`, fix };
}

/** The folder before the first word of a pattern. */
function beforeGlob(path: string): string {
  const parts = path.split('/');
  const first = parts.findIndex((part) => GLOB.test(part));
  return parts.slice(0, first).join('/') || (path.startsWith('/') ? '/' : '.');
}

/** Whether there is room for what is still to come. */
export function checkDisk({ state, watchdog, store, ring }: Config): Check[] {
  const place = nearest(resolve(state.folder));
  const { free, size } = diskSpace(place);
  const { files, ffree } = statfsSync(place);
  // Of a small disk a tenth, as the watchdog has it.
  const least = Math.min(watchdog.disk_free, size / 10);
  const problems: Problem[] = [];
  const fix = [`sudo du -xh --max-depth=2 ${shell(place)} | sort -h | tail`];
  if (free < least) {
    const text = `${sized(free)} are free on the disk of ${place}, less than ${sized(least)}`;
    problems.push({ state: free < least / 10 ? 'wrong' : 'warning', text, fix });
  }
  // File systems without a number of inodes say 0.
  if (files > 0 && ffree < files / 100) {
    const text = `the file system of ${place} has nearly no inodes left (${ffree} of ${files})`;
    problems.push({ state: 'warning', text, fix: ['df -i'] });
  }
  const most = store.max_size + (ring.max_size ?? 0);
  const room = `${sized(free)} are free on the disk of ${place}; lines may take ${sized(most)} of it`;
  if (problems.length === 0 && statOf(state.folder) === null && most > free - least) {
    const small = Math.max(10e6, Math.floor((free - least) / 2 / 1e6) * 1e6);
    const text = `${room}, which is more than there is room for`;
    problems.push({
      state: 'warning',
      text,
      fix: [`store: { max_size: ${Math.floor(small / 1e6)} MB }    # in the configuration`],
    });
  }
  return checked('disk', problems, room);
}

/** The path itself, or the nearest folder above it that is there. */
function nearest(path: string): string {
  let at = resolve(path);
  while (statOf(at) === null && at !== '/') at = dirname(at);
  return at;
}

function may(path: string, rights: number): boolean {
  try {
    accessSync(path, rights);
    return true;
  } catch {
    return false;
  }
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** A path as one word of a shell. */
function shell(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
