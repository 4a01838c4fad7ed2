import type { NotifierDefinition } from '../core/notifier.ts';
import slack from './slack.ts';
import terminal from './terminal.ts';
import webhook from './webhook.ts';

/** The kinds of channels that messages leave by. */
export const notifiers = [slack, terminal, webhook] as const satisfies readonly NotifierDefinition[];
