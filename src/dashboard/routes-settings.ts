import {
  type BacktestAnswer,
  type BacktestBody,
  backtestAnswer,
  backtestBody,
  type ConfigAnswer,
  configAnswer,
  type ReceiversAnswer,
  receiversAnswer,
  type TestReceiverAnswer,
  type TestReceiverBody,
  testReceiverAnswer,
  testReceiverBody,
} from '../core/api-settings.ts';
import { defineRoute, type Route } from './route.ts';

/** What the page of settings asks. */
export interface SettingsWorld {
  /** Secrets are hidden. */
  config(): ConfigAnswer;
  receivers(): Promise<ReceiversAnswer>;
  /** Throws USAGE for a receiver that there is not. */
  testReceiver(body: TestReceiverBody): Promise<TestReceiverAnswer>;
  backtest(): Promise<BacktestAnswer>;
  /** Throws USAGE while one is under way. */
  beginBacktest(body: BacktestBody, by: string): Promise<BacktestAnswer>;
  stopBacktest(): Promise<BacktestAnswer>;
}

/** How logsift is set, and what it would have told. */
export function settingsRoutes(world: SettingsWorld): Route[] {
  const backtest = { path: '/settings/backtest', answer: backtestAnswer } as const;
  return [
    defineRoute({
      ...{ method: 'GET', path: '/settings/config', role: 'viewer' },
      describe: 'Every value of the configuration that holds, with where it was written; no secrets.',
      answer: configAnswer,
      handle: () => world.config(),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/settings/receivers', role: 'viewer' },
      describe: 'The channels people are told by, and how they do.',
      answer: receiversAnswer,
      handle: () => world.receivers(),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/settings/receivers/test', role: 'operator' },
      describe: 'Sends a made-up message over one channel, to see that it arrives.',
      ...{ body: testReceiverBody, answer: testReceiverAnswer },
      handle: ({ body }) => world.testReceiver(body),
    }),
    defineRoute({
      ...{ method: 'GET', role: 'viewer', ...backtest },
      describe:
        'What this configuration would have told of the past, day by day: the last look, and one under way.',
      handle: () => world.backtest(),
    }),
    defineRoute({
      ...{ method: 'POST', role: 'operator', ...backtest },
      describe: 'Looks through the past again, in a thread of its own.',
      body: backtestBody,
      handle: ({ body, caller }) => world.beginBacktest(body, caller.name),
    }),
    defineRoute({
      ...{ method: 'DELETE', role: 'operator', ...backtest },
      describe: 'Gives up a look that is under way.',
      handle: () => world.stopBacktest(),
    }),
  ];
}
