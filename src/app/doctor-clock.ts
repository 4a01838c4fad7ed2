import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, checked, type Problem } from '../core/diagnosis.ts';
import { count, duration } from '../core/words.ts';
import { type ClockSync, clockSync } from '../health/clock-sync.ts';
import type { Config } from './config.ts';
import { type SenderClock, sendersOff } from './sender-clocks.ts';

const MOST_SAID = 5;
const QUARTER = 15 * 60_000;
const CONTAINER = /\bcontainer=|\/(?:docker|lxc|kubepods|libpod)/;

/** Whether our clock is kept right, and whether those of the senders are. */
export async function checkClock(
  config: Config | null,
  { now, root = '/' }: { readonly now: number; readonly root?: string },
): Promise<Check[]> {
  const [sync, off] = await Promise.all([clockSync(), config === null ? [] : offOf(config, now)]);
  const problems = [ownProblem(sync, root), sendersProblem(off)].filter((problem) => problem !== null);
  const well =
    sync.synchronised === true ? `it is kept right (${sync.by} says so)` : 'it is that of the host';
  return checked('clock', problems, `${well}, and no sender is off`);
}

async function offOf({ state, timezone }: Config, now: number): Promise<SenderClock[]> {
  return await sendersOff(join(state.folder, 'ring'), { now, timeZone: timezone }).catch(() => []);
}

function ownProblem({ synchronised, by }: ClockSync, root: string): Problem | null {
  if (synchronised === true) return null;
  const fix = ['sudo apt install systemd-timesyncd', 'sudo timedatectl set-ntp true'];
  if (synchronised === false)
    return { state: 'warning', text: `nothing keeps the clock right (${by} says so)`, fix };
  if (isContainer(root)) return null;
  return { state: 'warning', text: 'nobody here says whether the clock is right', fix };
}

/** The clock of a container is that of its host, and kept right there. */
function isContainer(root: string): boolean {
  return ['.dockerenv', 'run/.containerenv', 'run/systemd/container', 'proc/1/cgroup', 'proc/1/environ'].some(
    (name) => {
      try {
        const text = readFileSync(join(root, name), 'latin1');
        return !name.startsWith('proc/') || CONTAINER.test(text);
      } catch {
        return false;
      }
    },
  );
}

function sendersProblem(off: readonly SenderClock[]): Problem | null {
  if (off.length === 0) return null;
  const said = off.slice(0, MOST_SAID).map(({ host, ahead }) => {
    const by = duration(Math.abs(ahead));
    return `${host} is ${by} ${ahead > 0 ? 'ahead' : 'behind'}${isZone(ahead) ? ' (its time zone?)' : ''}`;
  });
  const more = off.length > MOST_SAID ? ` and ${count(off.length - MOST_SAID, 'more sender')}` : '';
  const text = `other clocks are off: ${said.join(', ')}${more}`;
  return {
    state: 'warning',
    text,
    fix: ['logsift doctor --show DEVICE    # how its clock and its zone are set'],
  };
}

/** Zones differ by whole quarters of an hour. */
function isZone(ahead: number): boolean {
  const rest = Math.abs(ahead) % QUARTER;
  return Math.abs(ahead) >= QUARTER - 60_000 && Math.min(rest, QUARTER - rest) < 60_000;
}
