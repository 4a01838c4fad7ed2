import { holdMemory } from '../app/memory.ts';
import { grouped } from '../core/words.ts';
import { configRequest } from './config-options.ts';
import type { Session } from './session.ts';

/** Bare `logsift`: the last 30 days of this machine, in less than a minute. */
export async function checkup(session: Session): Promise<void> {
  const [{ loadWithTopology }, { backtestInputs }, app, { renderCheckup }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../app/backtest-inputs.ts'),
    import('../app/checkup.ts'),
    import('../report/checkup.ts'),
  ]);
  const { config } = loadWithTopology(configRequest({}));
  const { inputs, ring, notes } = await backtestInputs([], config);
  const tells = process.stderr.isTTY === true;
  if (tells) process.stderr.write('reading the last 30 days of this machine (logsift --help for help)\n');
  holdMemory();
  const { result, shortened } = await app.checkup({
    ...{ config, inputs, ring, now: Date.now(), signal: session.signal },
    monotonic: () => performance.now(),
    onProgress(lines) {
      if (tells) process.stderr.write(`\r\x1b[K${grouped(lines)} lines`);
    },
  });
  if (tells) process.stderr.write('\r\x1b[K');
  const page = session.page({
    color: true,
    ...(config.timezone === undefined ? {} : { timeZone: config.timezone }),
  });
  await session.print(renderCheckup(result, { page, shortened }));
  for (const note of new Set([...notes, ...result.notes])) session.note(note);
  for (const { reason } of result.unread) session.note(reason);
}
