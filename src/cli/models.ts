import type { Command } from 'commander';
import type { KeptModels } from '../app/models.ts';
import type { ModelOrder } from '../core/detector.ts';
import type { ModelReport, ModelVersion } from '../core/model-report.ts';
import { count } from '../core/words.ts';
import { renderModels, renderQuality } from '../report/models.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';
import { whoSays } from './who.ts';

interface ModelsFlags extends ConfigFlags {
  readonly quality?: boolean;
  readonly json?: boolean;
  readonly color: boolean;
}

/** `logsift models`: what was learnt, how fresh and how good it is; back to an earlier version. */
export function modelsCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument(
      '[what...]',
      'rollback NAME VERSION, to go back to an earlier version; a list of all without it',
    )
    .description('what was learnt from the logs: versions, when, drift, how good; and back to an earlier one')
    .option('--quality', 'how many of the pages that people judged were real, by detector')
    .option('--json', 'as one JSON document')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (what: string[], flags: ModelsFlags) => session.finish(await run(what, flags, session)));
}

/** `logsift train`: models are learnt anew now. */
export function trainCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument('[name...]', 'models, or detectors; all of them without')
    .description('learn models anew now, from what is known; a new one is taken when it is no worse')
    .option('--json', 'what was asked for, as one JSON document')
    .action(async (names: string[], flags: ConfigFlags & { readonly json?: boolean }) => {
      const order: ModelOrder = { kind: 'retrain', models: names.length === 0 ? 'all' : names };
      session.finish(await wanted(order, flags, session));
    });
}

async function run(
  [what, name, version, ...more]: readonly string[],
  flags: ModelsFlags,
  session: Session,
): Promise<number> {
  if (what === undefined) return await list(flags, session);
  const wants = 'rollback wants a model and a version: logsift models rollback windows.all 3';
  if (what !== 'rollback') throw usage(`${JSON.stringify(what)} is nothing that models can do; ${wants}`);
  if (flags.quality === true) throw usage('--quality does not go with rollback');
  if (name === undefined || version === undefined || !/^[1-9]\d{0,8}$/.test(version) || more.length > 0)
    throw usage(wants);
  return await wanted({ kind: 'rollback', model: name, version: Number(version) }, flags, session);
}

async function list(flags: ModelsFlags, session: Session): Promise<number> {
  const { kept } = await looked(flags);
  const { models, waiting, precision } = kept;
  if (flags.json === true) {
    const document = {
      schemaVersion: 1,
      models: models.map(timed),
      waiting: waiting.map(({ at, ...rest }) => ({ ...rest, at: iso(at) })),
      ...(flags.quality === true ? { precision } : {}),
    };
    await session.print(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  const page = session.page(flags);
  if (flags.quality === true) await session.print(renderQuality(precision, page));
  else await session.print(renderModels(models, page));
  if (models.length === 0) session.note('no model was learnt yet: logsift run learns them');
  if (flags.quality === true && precision.all.judged === 0)
    session.note('no page was judged yet; say it: logsift verdict ID real');
  if (waiting.length > 0)
    session.note(`${count(waiting.length, 'order')} not heeded yet: a running logsift does within seconds`);
  return 0;
}

/** Keeps what people want of models, for a daemon that runs, or for the next one. */
async function wanted(
  order: ModelOrder,
  flags: ConfigFlags & { readonly json?: boolean },
  session: Session,
): Promise<number> {
  const [{ folder, kept }, { checkedOrder, orderWords }, { isHeld, writeBeside }] = await Promise.all([
    looked(flags),
    import('../app/models.ts'),
    import('../store/write-beside.ts'),
  ]);
  checkedOrder(order, kept);
  const at = Date.now();
  const runs = isHeld(folder);
  writeBeside(
    folder,
    () => at,
    ({ orders }) => orders.add({ at, by: whoSays(), order }),
  );
  if (flags.json === true) {
    await session.print(`${JSON.stringify({ schemaVersion: 1, order, running: runs }, null, 2)}\n`);
    return 0;
  }
  const when = runs ? 'within seconds' : 'when logsift run is started';
  session.note(`${orderWords(order)} ${when}; see logsift models`);
  return 0;
}

async function looked(flags: ConfigFlags): Promise<{ readonly folder: string; readonly kept: KeptModels }> {
  const [{ loadConfig }, { viewStore }, { keptModels }] = await Promise.all([
    import('../app/config.ts'),
    import('../store/store.ts'),
    import('../app/models.ts'),
  ]);
  const { folder } = loadConfig(configRequest(flags)).config.state;
  const store = viewStore(folder);
  try {
    return { folder, kept: keptModels(store, Date.now()) };
  } finally {
    store.close();
  }
}

function timed({ current, earlier, nextFit, duel, ...rest }: ModelReport): object {
  const version = (one: ModelVersion) => ({ ...one, fittedAt: iso(one.fittedAt) });
  return {
    ...rest,
    current: current === null ? null : version(current),
    earlier: earlier.map(version),
    nextFit: iso(nextFit),
    duel: duel === null ? null : { ...duel, at: iso(duel.at) },
  };
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
