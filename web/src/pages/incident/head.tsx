import type { IncidentDetail } from '../../../../src/core/api-incidents.ts';
import { addsTo, whereWords } from '../../components/incident-card.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { UrgencyMark } from '../../components/urgency-mark.tsx';
import { When } from '../../components/when.tsx';
import { href } from '../../router.ts';
import { now } from '../../server-clock.ts';
import { count, duration } from '../../words.ts';

/** What it is, in the order in which a tired person asks. */
export function Head({ detail: { card, ties } }: { readonly detail: IncidentDetail }) {
  const { headline, because, urgency, state, surprise, gravity, told, acknowledged, verdict } = card;
  const reasons = ties.map((tie) => tie.because).filter((one) => addsTo(headline, one));
  const began = card.from ?? card.opened;
  const ended = card.to ?? card.resolved;
  return (
    <div class={`incident-head edge-${state === 'open' ? urgency : 'over'}`}>
      <div class="incident-head-top">
        <UrgencyMark urgency={urgency} />
        <span class={state === 'open' ? 'tag tag-open' : 'tag'}>{state === 'open' ? 'goes on' : 'over'}</span>
        {card.category !== null && <span class="tag">{card.category}</span>}
        {acknowledged !== null && <span class="tag tag-good">taken up by {acknowledged.by}</span>}
        {verdict !== null && <span class="tag">judged {verdict.words}</span>}
      </div>
      <PageHead title={headline} />
      {addsTo(headline, because) && <p class="incident-because">{because}</p>}
      {reasons.length > 0 && <p class="muted">One matter because: {reasons.join('; ')}</p>}
      <dl class="incident-facts">
        {began !== null && (
          <div>
            <dt>Since</dt>
            <dd>
              <When at={began} />{' '}
              <span class="muted">
                {state === 'open'
                  ? `for ${duration(now.value - began)}`
                  : ended !== null && `took ${duration(ended - began)}`}
              </span>
            </dd>
          </div>
        )}
        <div>
          <dt>Where</dt>
          <dd>{whereWords(card)}</dd>
        </div>
        <div>
          <dt>By chance</dt>
          <dd>
            {surprise.words} <span class="muted">(surprise {surprise.value.toFixed(1)})</span>
          </dd>
        </div>
        <div>
          <dt>Reads</dt>
          <dd>
            {gravity.word} <span class="muted">({gravity.value.toFixed(2)} of 1)</span>
          </dd>
        </div>
        <div>
          <dt>Began with</dt>
          <dd>
            {card.root.host === null ? (
              (card.root.app ?? card.root.detector)
            ) : (
              <>
                <a href={href('host', card.root.host)}>{card.root.host}</a>
                {card.root.app !== null && ` ${card.root.app}`}
              </>
            )}{' '}
            <span class="muted">of {count(card.findings, 'finding')}</span>
          </dd>
        </div>
        <div>
          <dt>Told</dt>
          <dd>{told.words}</dd>
        </div>
      </dl>
    </div>
  );
}
