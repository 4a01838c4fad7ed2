import type { Home } from '../../../../src/core/api-home.ts';
import { Card } from '../../components/card.tsx';
import { UrgencyMark } from '../../components/urgency-mark.tsx';
import { When } from '../../components/when.tsx';
import { href } from '../../router.ts';
import { now } from '../../server-clock.ts';
import { brief, count, grouped, percent, short, sized } from '../../words.ts';

interface Props {
  readonly home: Home;
}

/** Numbers on their way to a limit, and when they reach it. */
export function Forecasts({ home: { forecasts } }: Props) {
  return (
    <Card title="Forecasts">
      {forecasts.length === 0 ? (
        <p class="muted">No number is on its way to a limit.</p>
      ) : (
        <ul class="rows">
          {forecasts.map(({ id, because, seen, urgency, incident }) => (
            <li key={id} class="aside">
              <UrgencyMark urgency={urgency} bare />
              <div>
                {incident === null ? <p>{because}</p> : <a href={href('incident', incident)}>{because}</a>}
                <p class="muted small">{seen}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Before a silence is over somebody may want to know. */
const SOON = 86_400_000;

/** What is not told for a while, and when that ends. */
export function Silences({ home: { silences } }: Props) {
  return (
    <Card title="Silences">
      {silences.length === 0 ? (
        <p class="muted">Nothing is silenced.</p>
      ) : (
        <ul class="rows">
          {silences.map(({ id, about, owner, reason, until, hidden, state }) => {
            const left = until - now.value;
            return (
              <li key={id}>
                <p>
                  <b>{about}</b>{' '}
                  {state === 'active' ? (
                    <span class={left < SOON ? 'soon' : 'muted'}>
                      {left > 0 ? `ends in ${brief(left)}` : 'is ending'}
                    </span>
                  ) : (
                    <span class="muted">not yet</span>
                  )}
                </p>
                <p class="muted small">
                  {reason} ({owner}){hidden > 0 && ` · kept back ${count(hidden, 'incident')}`}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

/** What was over last. */
export function Lately({ home: { lately } }: Props) {
  return (
    <Card title="Over lately" side={<a href={href('incidents')}>all incidents</a>}>
      {lately.length === 0 ? (
        <p class="muted">There was no incident yet.</p>
      ) : (
        <ul class="rows">
          {lately.map(({ id, urgency, headline, resolved, to, verdict }) => {
            const ended = resolved ?? to;
            return (
              <li key={id} class="aside" data-row={id}>
                <UrgencyMark urgency={urgency} bare />
                <div>
                  <a href={href('incident', id)}>{headline}</a>
                  <p class="muted small">
                    {ended !== null && (
                      <>
                        over <When at={ended} as="past" />
                      </>
                    )}
                    {verdict !== null && ` · judged ${verdict.words}`}
                  </p>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

const STATES = {
  starting: 'starting',
  'catching-up': 'catching up with what was written meanwhile',
  running: 'running',
  stalled: 'stalled: no lines get through',
  stopping: 'stopping',
  absent: 'not running',
} as const;

/** How logsift itself is. */
export function Health({ home: { health } }: Props) {
  const { state, since, linesPerSecond, understood, dropped, storage, channels, troubles, version } = health;
  const good = health.running && state !== 'stalled' && troubles.length === 0;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Lines', linesPerSecond === null ? null : `${short(linesPerSecond)} per second`],
    ['Understood', understood === null ? null : percent(understood)],
    ['Lost', health.running ? count(dropped, 'line') : null],
    ['Disk', storage === null ? null : `${sized(storage.freeBytes)} free of ${sized(storage.sizeBytes)}`],
    [
      'Channels',
      channels.length === 0
        ? null
        : channels
            .map(({ name, pending, trouble }) =>
              trouble !== null
                ? `${name}: ${trouble}`
                : pending > 0
                  ? `${name} (${grouped(pending)} waiting)`
                  : name,
            )
            .join(', '),
    ],
    ['Version', version],
  ];
  return (
    <Card title="logsift itself">
      <p class="health-state">
        <span class={`dot ${good ? 'dot-good' : 'dot-bad'}`} aria-hidden="true" />
        <span>{STATES[state]}</span>
        {since !== null && <span class="muted"> for {brief(now.value - since)}</span>}
      </p>
      {troubles.length > 0 && (
        <ul class="rows">
          {troubles.map(({ about, text, since: began }) => (
            <li key={about} class="trouble">
              {text}{' '}
              <span class="muted">
                since <When at={began} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <dl class="health-facts">
        {facts
          .filter(([, value]) => value !== null)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}
