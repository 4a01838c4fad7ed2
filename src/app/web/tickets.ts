import { singleMessage } from '../../alerts/messages.ts';
import type { IncidentDetail } from '../../core/api-incidents.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { Incident } from '../../core/incident.ts';
import { ASKED } from '../../store/tickets.ts';
import { writeBeside } from '../../store/write-beside.ts';
import { pageOf } from '../incidents-now.ts';
import type { WebParts } from './parts.ts';

/** Kinds of channels that keep tickets. */
const KINDS = new Set(['jira', 'github']);

/** Channels of a configuration by which a ticket can be opened. */
export function ticketChannels({ notifiers }: WebParts['config']): string[] {
  return notifiers
    .filter((one) => KINDS.has(one.type) || (one.type === 'email' && 'ticket' in one && one.ticket === true))
    .map(({ name }) => name);
}

/** Where a ticket of an incident can be opened, and those that are. */
export function ticketsOf({ config, store }: WebParts, { id, aliases }: Incident): IncidentDetail['tickets'] {
  const channels = ticketChannels(config);
  const open = channels.length === 0 ? [] : store.tickets.of([id, ...aliases], channels);
  return {
    channels,
    open: open.map(({ channel, reference, state }) => ({
      channel,
      reference: reference ?? (state === 'pending' ? 'on its way' : state === 'delivered' ? 'opened' : state),
    })),
  };
}

/** Asks for a ticket; the daemon opens it within seconds. False when it was asked for. Throws USAGE for a channel without tickets. */
export function askForTicket(
  { config, now }: WebParts,
  incident: Incident,
  {
    channel,
    by,
    note,
  }: { readonly channel: string; readonly by: string; readonly note?: string | undefined },
): boolean {
  const channels = ticketChannels(config);
  if (!channels.includes(channel)) {
    const there = channels.length === 0 ? 'there are none' : `there are ${channels.join(', ')}`;
    throw new LogsiftError('USAGE', `wanted a channel that keeps tickets; ${there}`);
  }
  const at = now();
  const key = `${ASKED}${incident.id}`;
  const { message } = singleMessage(pageOf(incident), { key, version: 0, now: at, also: false });
  const body = [...(note === undefined ? [] : [`${by}: ${note}`]), ...message.body];
  return writeBeside(config.state.folder, now, ({ tickets }) =>
    tickets.ask({ ...message, body }, channel, { by, now: at }),
  );
}
