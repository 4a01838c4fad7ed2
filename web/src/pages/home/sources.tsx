import type { Home, HomeSource } from '../../../../src/core/api-home.ts';
import { Card } from '../../components/card.tsx';
import { When } from '../../components/when.tsx';
import { grouped, percent, short, sized } from '../../words.ts';

const WORDS = { ok: 'reads', quiet: 'quiet', trouble: 'trouble' } as const;
const DOTS = { ok: 'dot-good', quiet: 'dot-odd', trouble: 'dot-bad' } as const;
/** Share of lines understood below which it deserves a look. */
const POOR = 0.9;

/** Where lines come from, when the last one came, and how many are understood. */
export function Sources({ home }: { readonly home: Home }) {
  const { sources, moreSources } = home;
  return (
    <Card
      title="Sources"
      class="card-wide"
      side={sources.length > 0 && grouped(sources.length + moreSources)}
    >
      {sources.length === 0 ? (
        <p class="muted">Nothing is read just now.</p>
      ) : (
        <ul class="rows">
          {sources.map((source) => (
            <Row key={source.key} source={source} />
          ))}
        </ul>
      )}
      {moreSources > 0 && <p class="muted small">and {grouped(moreSources)} more, all of them reading</p>}
    </Card>
  );
}

function Row({ source }: { readonly source: HomeSource }) {
  const { name, state, lastSeen, linesPerSecond, understood, dropped, behind, trouble } = source;
  return (
    <li class="source">
      <span class={`dot ${DOTS[state]}`} aria-hidden="true" />
      <span class="source-name" title={name}>
        {name}
      </span>
      <span class={state === 'ok' ? 'muted' : `source-${state}`}>
        {WORDS[state]}
        {lastSeen === null ? (
          ', nothing yet'
        ) : (
          <>
            , last <When at={lastSeen} as="past" />
          </>
        )}
      </span>
      <span class="source-rate">{short(linesPerSecond)}/s</span>
      <span class={understood !== null && understood < POOR ? 'source-share source-quiet' : 'source-share'}>
        {understood === null ? '–' : `${percent(understood)} understood`}
      </span>
      {(trouble !== null || dropped > 0 || (behind ?? 0) > 1e6) && (
        <span class="source-more">
          {[
            trouble,
            dropped > 0 ? `${grouped(dropped)} lines lost` : null,
            (behind ?? 0) > 1e6 ? `${sized(behind ?? 0)} behind` : null,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      )}
    </li>
  );
}
