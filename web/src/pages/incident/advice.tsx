import type { ApiAnalysis } from '../../../../src/core/api-incidents.ts';
import { Card } from '../../components/card.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { When } from '../../components/when.tsx';

const URGENCY = { now: 'now', today: 'today', later: 'when there is time' } as const;

interface AdviceProps {
  readonly analysis: ApiAnalysis | null;
  /** What stands above it already. */
  readonly headline: string;
}

/** What is happening, why, and what to do about it. All of it is text; nothing here runs. */
export function Advice({ analysis, headline: known }: AdviceProps) {
  if (analysis === null) return null;
  const { headline, happening, cause, urgency, actions, unsure, by, at } = analysis;
  return (
    <Card
      title="What to do"
      class="advice"
      side={
        <span>
          {by.kind === 'model' ? `says ${by.model ?? 'a model'}` : 'by the rules of logsift'},{' '}
          <When at={at} />
        </span>
      }
    >
      {!known.startsWith(headline.replace(/…$/, '')) && <p class="advice-headline">{headline}</p>}
      <p class="advice-text">{happening}</p>
      {cause !== null && (
        <p class="advice-text">
          <b>Probably:</b> {cause.text}{' '}
          <span class={`tag sure-${cause.confidence}`}>{cause.confidence} confidence</span>
        </p>
      )}
      {actions.length > 0 && (
        <>
          <h3 class="advice-do">
            Do <span class="muted">{URGENCY[urgency]}</span>
          </h3>
          <ol class="advice-actions">
            {actions.map(({ what, reason, command }, i) => (
              <li key={i}>
                <span class="advice-number" aria-hidden="true">
                  {i + 1}
                </span>
                <div class="advice-action">
                  <p>
                    <b>{what}</b>
                  </p>
                  <p class="muted">{reason}</p>
                  {command !== null && <Copyable text={command} />}
                </div>
              </li>
            ))}
          </ol>
        </>
      )}
      {unsure.length > 0 && (
        <div class="advice-unsure">
          <h3>Not sure</h3>
          <ul>
            {unsure.map((one, i) => (
              <li key={i}>{one}</li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}
