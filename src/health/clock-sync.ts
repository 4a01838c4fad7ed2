import { execFile } from 'node:child_process';

const PATIENCE_MS = 3_000;
const MOST_BYTES = 64 << 10;

/** Whether something keeps the clock of this machine right. */
export interface ClockSync {
  /** Null where nobody on this machine can say. */
  readonly synchronised: boolean | null;
  /** Who said so. */
  readonly by: string;
}

/** Asks systemd, then chrony, then ntpd. Never rejects. */
export async function clockSync(): Promise<ClockSync> {
  const said = await run('timedatectl', ['show', '-p', 'NTPSynchronized', '--value']);
  const systemd = said?.trim();
  if (systemd === 'yes' || systemd === 'no') return { synchronised: systemd === 'yes', by: 'timedatectl' };
  const chrony = (await run('chronyc', ['-c', 'tracking']))?.trim().split(',') ?? [];
  // Reference ID, …, the 14th is the leap status (chronyc(1)).
  if (chrony.length >= 14) return { synchronised: !/^not sync/i.test(chrony[13]!), by: 'chronyc' };
  const ntp = await run('ntpq', ['-c', 'rv 0 leap']);
  const leap = /\bleap=(\d+)/.exec(ntp ?? '')?.[1];
  if (leap !== undefined) return { synchronised: leap !== '11' && leap !== '3', by: 'ntpq' };
  return { synchronised: null, by: '' };
}

/** What a tool prints; null where there is none, or it fails. */
function run(command: string, args: readonly string[]): Promise<string | null> {
  return new Promise((done) => {
    const options = { timeout: PATIENCE_MS, maxBuffer: MOST_BYTES, env: { ...process.env, LC_ALL: 'C' } };
    execFile(command, args, options, (error, stdout) => done(error === null ? stdout : null));
  });
}
