import type {
  ConfigAnswer,
  ReceiversAnswer,
  TestReceiverAnswer,
  TestReceiverBody,
} from '../../core/api-settings.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { SettingsWorld } from '../../dashboard/routes-settings.ts';
import { testMessage } from '../test-message.ts';
import { WebBacktest } from './backtest.ts';
import type { WebParts } from './parts.ts';
import type { WrittenConfig } from './plan.ts';

const DEADLINE_MS = 10_000;
const LONGEST = 20_000;

/** What settings are shown from. */
export interface SettingsParts extends WebParts {
  readonly plan: { readonly written: WrittenConfig | null };
}

/** Answers of the page of settings. */
export function settingsWorld(parts: SettingsParts): SettingsWorld {
  const backtest = new WebBacktest(parts);
  return {
    config: () => configPage(parts),
    receivers: () => receivers(parts),
    testReceiver: (body) => testReceiver(parts, body),
    backtest: () => backtest.state(),
    beginBacktest: (body, by) => backtest.begin(body, by),
    stopBacktest: () => backtest.stop(),
  };
}

function configPage({ plan }: SettingsParts): ConfigAnswer {
  const { files = [], values = [], notes = [] } = plan.written ?? {};
  return {
    files: [...files],
    values: values.map(({ key, value, from }) => ({ key, value, from })),
    notes: [...notes],
  };
}

async function receivers({ config, status }: WebParts): Promise<ReceiversAnswer> {
  const said = await status();
  return {
    receivers: config.notifiers.map(({ name, type }) => {
      const of = said?.channels.find((one) => one.name === name);
      if (of === undefined) return { name, type, state: null };
      const { pending, delivered, refused, trouble } = of;
      return { name, type, state: { pending, delivered, refused, trouble } };
    }),
  };
}

/** Sends a made-up message over one channel, as `logsift test-alert --to` does. Throws USAGE for a name that is none. */
async function testReceiver(
  parts: WebParts,
  { name, dryRun }: TestReceiverBody,
): Promise<TestReceiverAnswer> {
  const { config } = parts;
  const entry = config.notifiers.find((one) => one.name === name);
  if (entry === undefined) throw new LogsiftError('USAGE', `there is no receiver ${JSON.stringify(name)}`);
  const { channelsOf } = await import('../channels.ts');
  // What would go to the terminal of the daemon is shown here.
  let written = '';
  const [channel] = channelsOf([entry], {
    now: parts.now,
    write: (text) => {
      written += text;
    },
    ...(config.timezone === undefined ? {} : { timeZone: config.timezone }),
  });
  const { notifier } = channel!;
  const message = testMessage(config.node.name, { now: parts.now(), from: 'the dashboard' });
  const rendered = notifier.render(message).slice(0, LONGEST);
  if (dryRun) return { sent: null, reason: null, rendered };
  const delivery = await notifier.deliver(message, { signal: AbortSignal.timeout(DEADLINE_MS) });
  const shown = written === '' ? rendered : written.slice(0, LONGEST);
  return { sent: delivery.ok, reason: delivery.ok ? null : delivery.reason, rendered: shown };
}
