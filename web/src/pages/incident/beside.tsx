import type { IncidentDetail } from '../../../../src/core/api-incidents.ts';
import { Card } from '../../components/card.tsx';
import { When } from '../../components/when.tsx';
import { href } from '../../router.ts';
import { percent } from '../../words.ts';

interface Props {
  readonly detail: IncidentDetail;
}

const TOLD = { person: 'said by a person', ci: 'said over HTTP', log: 'read in a log' } as const;

/** What was done shortly before. */
export function Changes({ detail: { changes } }: Props) {
  return (
    <Card title="Changes before it">
      {changes.length === 0 ? (
        <p class="muted">None are known of the day before it.</p>
      ) : (
        <ul class="rows">
          {changes.map(({ id, words, told }) => (
            <li key={id}>
              {words}
              <span class="muted small"> · {TOLD[told]}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** What was like it before, and what people said of that. */
export function Similar({ detail: { similar, similarWords } }: Props) {
  return (
    <Card title="Like it before">
      {similarWords !== null && <p class="similar-words">{similarWords}</p>}
      {similar.length === 0 ? (
        <p class="muted">Nothing like it is known.</p>
      ) : (
        <ul class="rows">
          {similar.map(({ id, from, headline, likeness, verdict }) => (
            <li key={id}>
              <a href={href('incident', id)}>{headline}</a>
              <p class="muted small">
                {from !== null && (
                  <>
                    <When at={from} /> ·{' '}
                  </>
                )}
                {percent(likeness)} alike · {verdict === null ? 'not judged' : `judged ${verdict.words}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** What people wrote down about these hosts. */
export function Notes({ detail: { notes } }: Props) {
  if (notes.length === 0) return null;
  return (
    <Card title="Notes">
      <ul class="rows">
        {notes.map((note, i) => (
          <li key={i}>{note}</li>
        ))}
      </ul>
    </Card>
  );
}

/** Who did what about it. */
export function Deeds({ detail: { deeds } }: Props) {
  if (deeds.length === 0) return null;
  return (
    <Card title="Done so far">
      <ul class="rows">
        {deeds.map(({ at, by, words }, i) => (
          <li key={i}>
            {words}
            <span class="muted small">
              {' '}
              · {by}, <When at={at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
