import type { IncidentCard as Card } from '../../../src/core/api-home.ts';
import { href } from '../router.ts';
import { now } from '../server-clock.ts';
import { brief, count, listed } from '../words.ts';
import { LineView } from './line-view.tsx';
import { messageStart } from './message-start.ts';
import { UrgencyMark } from './urgency-mark.tsx';
import { When } from './when.tsx';

/** An incident in brief: what, why, since when, where, and what became of telling somebody. */
export function IncidentCard({ card }: { readonly card: Card }) {
  const { id, headline, because, root, urgency, state, surprise, told, acknowledged, verdict, findings } =
    card;
  const line = lineWords(root);
  return (
    <article class={`incident-card edge-${state === 'open' ? urgency : 'over'}`} data-row={id}>
      <div class="incident-card-top">
        <UrgencyMark urgency={urgency} />
        {state === 'resolved' && <span class="tag">over</span>}
        {card.category !== null && <span class="tag">{card.category}</span>}
        <span class="incident-card-since">{sinceWords(card)}</span>
      </div>
      <h2>
        <a href={href('incident', id)}>{headline}</a>
      </h2>
      {addsTo(headline, because) && <p class="incident-card-because">{because}</p>}
      {line !== null && (
        <p class="incident-card-line">
          <LineView text={line} oneRow />
        </p>
      )}
      <dl class="incident-card-facts">
        <div>
          <dt>Where</dt>
          <dd>{whereWords(card)}</dd>
        </div>
        <div>
          <dt>By chance</dt>
          <dd>
            {surprise.words} <span class="muted">({surprise.value.toFixed(1)})</span>
          </dd>
        </div>
        <div>
          <dt>Told</dt>
          <dd>{told.words}</dd>
        </div>
        {findings > 1 && (
          <div>
            <dt>Made of</dt>
            <dd>{count(findings, 'finding')}</dd>
          </div>
        )}
      </dl>
      {acknowledged !== null && (
        <p class="incident-card-taken">
          Taken up by {acknowledged.by} <When at={acknowledged.at} as="past" />
          {acknowledged.note !== null && `: ${acknowledged.note}`}
        </p>
      )}
      {verdict !== null && <p class="incident-card-taken">Judged {verdict.words}</p>}
    </article>
  );
}

/** What the odd line says, without its header; null where that is cut off, as of a long one in JSON. */
function lineWords({ line, app }: Card['root']): string | null {
  if (line === null) return null;
  const start = messageStart(line, app);
  return start === 0 && line.startsWith('{') ? null : line.slice(start);
}

/** Whether a reason says something that the headline does not: headlines are often made of it. */
export function addsTo(headline: string, because: string): boolean {
  return !headline.toLowerCase().includes(because.slice(0, 50).replace(/[.?]$/, '').toLowerCase());
}

/** `building A · ups-a1, sw-a4-01 and 13 more`. */
export function whereWords({ place, hosts, moreHosts }: Pick<Card, 'place' | 'hosts' | 'moreHosts'>): string {
  const rest = Array.from({ length: moreHosts }, () => '');
  const names = listed([...hosts, ...rest], 3);
  return [place, names].filter((part) => part !== null && part !== '').join(' · ') || 'nowhere in particular';
}

function sinceWords({ from, opened, to, state }: Card) {
  const began = from ?? opened;
  if (began === null) return null;
  if (state === 'resolved')
    return (
      <>
        <When at={began} /> {to !== null && to - began >= 1000 && <span>for {brief(to - began)}</span>}
      </>
    );
  return (
    <>
      since <When at={began} /> <span class="muted">({brief(now.value - began)})</span>
    </>
  );
}
