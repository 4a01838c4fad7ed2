import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, checked, type Problem } from '../core/diagnosis.ts';
import type { InputStatus, Status } from '../core/status.ts';
import { count, duration, grouped } from '../core/words.ts';
import { addressText, isLoopback } from '../sources/listen-address.ts';
import type { Listener } from './listeners.ts';

/** What is known of a running logsift. */
export interface DaemonLook {
  /** Process that has the state folder; null when none has, or it cannot be seen. */
  readonly pid: number | null;
  /** What it says of itself; null where it was not asked or does not answer. */
  readonly status: Status | null;
  /** Where it was asked, as `HOST:PORT`; null where the configuration serves nothing. */
  readonly place: string | null;
  readonly folder: string;
  readonly version: string;
  /** `/` unless told otherwise. */
  readonly root?: string;
}

const MOST_TROUBLES = 10;
const SETTLED = 60_000;
const START = 'sudo systemctl start logsift    # or, in the foreground: logsift run';
/** What is dropped and is nobody's loss. */
const NO_LOSS = new Set(['empty_datagram', 'empty']);

/** Whether logsift runs, and what it says is wrong. */
export function checkDaemon(look: DaemonLook): Check[] {
  const { pid, status, place, folder, version } = look;
  if (status === null) {
    if (pid === null)
      return checked('daemon', [{ state: 'warning', text: 'logsift is not running', fix: [START] }], '');
    if (place === null)
      return checked('daemon', [], `process ${pid} runs; http.listen is off, so it cannot be asked`);
    const text = `process ${pid} has the state folder ${folder}, and does not answer on ${place}`;
    return checked('daemon', [{ state: 'wrong', text, fix: ['journalctl -u logsift -n 50 --no-pager'] }], '');
  }
  const problems: Problem[] = [];
  if (status.storage.folder !== folder) {
    const text = `the logsift on ${place} keeps its state in ${status.storage.folder}; here it would be ${folder}`;
    problems.push({ state: 'warning', text, fix: [`sudo logsift doctor --state ${status.storage.folder}`] });
  }
  if (status.version !== version) {
    const text = `version ${status.version} runs, and ${version} is installed`;
    problems.push({ state: 'warning', text, fix: ['sudo systemctl restart logsift'] });
  }
  if (status.state === 'stalled') {
    const text = 'it is alive, but no lines get through';
    problems.push({ state: 'wrong', text, fix: ['sudo systemctl restart logsift'] });
  }
  const { inputs } = status;
  const troubles = [
    ...status.troubles,
    ...inputs.flatMap(({ name, trouble }) => (trouble === null ? [] : { text: `${name}: ${trouble}` })),
  ];
  for (const { text } of troubles.slice(0, MOST_TROUBLES)) problems.push({ state: 'warning', text });
  if (troubles.length > MOST_TROUBLES) {
    const text = `and ${count(troubles.length - MOST_TROUBLES, 'more trouble')}`;
    problems.push({ state: 'warning', text, fix: ['logsift status'] });
  }
  const since = duration(Date.parse(status.time) - Date.parse(status.startedAt));
  return checked('daemon', problems, `it runs, as process ${status.pid}, for ${since}`);
}

/** Whether anything comes, and what came and was not taken. */
export function checkArrival(listeners: readonly Listener[], { status, root = '/' }: DaemonLook): Check[] {
  if (status === null) return [];
  const problems: Problem[] = [];
  const { inputs } = status;
  const lines = inputs.reduce((sum, input) => sum + input.lines, 0);
  const up = Date.parse(status.time) - Date.parse(status.startedAt);
  if (lines === 0 && up > SETTLED) {
    const fix = ["logger -n 127.0.0.1 -P 5514 -d 'hello'"];
    problems.push({
      state: 'warning',
      text: `no line has come since it was started ${duration(up)} ago`,
      fix,
    });
  }
  for (const what of new Set(listeners.map((listener) => listener.what))) {
    const silent =
      what === 'dashboard'
        ? null
        : silence(
            listeners.filter((one) => one.what === what),
            inputs,
          );
    if (silent !== null && up > SETTLED)
      problems.push({ ...silent, fix: [...silent.fix!, ...firewall(root, listeners)] });
  }
  for (const input of inputs) {
    const lost = Object.entries(input.dropped).filter(([reason, n]) => n > 0 && !NO_LOSS.has(reason));
    if (lost.length === 0) continue;
    const text = `${input.name}: ${lost.map(([reason, n]) => `${grouped(n)} dropped (${reason})`).join(', ')}`;
    problems.push({ state: 'warning', text, fix: ['logsift status'] });
  }
  const latest = inputs
    .flatMap(({ lastSeen }) => lastSeen ?? [])
    .sort()
    .at(-1);
  const ago =
    latest === undefined
      ? ''
      : `, the last one ${duration(Math.max(0, Date.parse(status.time) - Date.parse(latest)))} ago`;
  return checked('arrival', problems, `${count(lines, 'line')} came${ago}`);
}

/** Nothing ever came where other machines may send. */
function silence(listeners: readonly Listener[], inputs: readonly InputStatus[]): Problem | null {
  const open = listeners.filter(({ address }) => !isLoopback(address.host));
  if (open.length === 0) return null;
  const ends = open.map(({ address }) => addressText(address));
  const heard = inputs.some(
    ({ name, lastSeen }) => lastSeen !== null && ends.some((end) => name.endsWith(end)),
  );
  if (heard) return null;
  const { what, protocol, address } = open[0]!;
  const text = `nothing has come yet on ${what} ${protocol} ${addressText(address)}: does anything send here, and does it get through?`;
  const fix = [
    `sudo tcpdump -lni any port ${address.port}    # whether it reaches this machine`,
    'logsift doctor --show DEVICE    # what to type on the device',
  ];
  return { state: 'warning', text, fix };
}

/** What opens the ports in the firewall that is set up here. */
function firewall(root: string, listeners: readonly Listener[]): string[] {
  const open = listeners.filter(({ what, address }) => what !== 'dashboard' && !isLoopback(address.host));
  const ports = open.map(({ protocol, address }) => `${address.port}/${protocol === 'udp' ? 'udp' : 'tcp'}`);
  if (/^ENABLED=yes/im.test(textOf(join(root, 'etc/ufw/ufw.conf'))))
    return ports.map((port) => `sudo ufw allow ${port}`);
  if (textOf(join(root, 'run/firewalld.pid')) === '') return [];
  return [
    `sudo firewall-cmd --permanent ${ports.map((port) => `--add-port=${port}`).join(' ')}`,
    'sudo firewall-cmd --reload',
  ];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
