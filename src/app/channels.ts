import type { NotifierContext, NotifierDefinition } from '../core/notifier.ts';
import { notifiers } from '../notifiers/index.ts';
import type { Channel } from './channel-sender.ts';

/** A channel with the kind it is of. */
export interface NamedChannel extends Channel {
  readonly type: string;
}

/** Makes the channels that a configuration lists (`notifiers:`); does no I/O. */
export function channelsOf(
  entries: readonly { readonly type: string; readonly name: string; readonly [option: string]: unknown }[],
  context: NotifierContext,
): NamedChannel[] {
  return entries.map(({ type, name, ...options }) => {
    const definition: NotifierDefinition = notifiers.find((one) => one.name === type)!;
    return { type, name, notifier: definition.create(options, context), updates: definition.updates };
  });
}
