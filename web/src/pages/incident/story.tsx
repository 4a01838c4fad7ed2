import { useState } from 'preact/hooks';
import type { IncidentDetail, StoryStep } from '../../../../src/core/api-incidents.ts';
import { Card } from '../../components/card.tsx';
import { FigureBar } from '../../components/figure-bar.tsx';
import { UrgencyMark } from '../../components/urgency-mark.tsx';
import { When } from '../../components/when.tsx';
import { useKeys } from '../../keyboard.ts';
import { href } from '../../router.ts';
import { count } from '../../words.ts';
import { Evidence } from './evidence.tsx';

/** Its findings in the order in which they came, each with the lines that show it. */
export function Story({ detail: { steps, moreSteps, card } }: { readonly detail: IncidentDetail }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(steps[0] === undefined ? [] : [steps[0].id]));
  const all = steps.every(({ id }) => open.has(id));
  const toggleAll = () => setOpen(new Set(all ? [] : steps.map(({ id }) => id)));
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  useKeys([{ key: 'e', says: 'show or hide all evidence', run: toggleAll }]);
  return (
    <Card
      title="The story"
      side={
        <button type="button" class="link" onClick={toggleAll}>
          {all ? 'hide the evidence' : 'show all evidence'}
        </button>
      }
    >
      <ol class="story">
        {steps.map((step) => (
          <Step
            key={step.id}
            step={step}
            incident={card.id}
            open={open.has(step.id)}
            onToggle={() => toggle(step.id)}
          />
        ))}
      </ol>
      {moreSteps > 0 && <p class="muted">and {count(moreSteps, 'more finding')} of the same matter</p>}
    </Card>
  );
}

interface StepProps {
  readonly step: StoryStep;
  readonly incident: string;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function Step({ step, incident, open, onToggle }: StepProps) {
  const { root, about, from, afterWords, because, expected, seen, urgency, surprise, maturity, also } = step;
  return (
    <li class={root ? 'step step-root' : 'step'}>
      <div class="step-when">
        {from !== null && <When at={from} as="near" />}
        <span class="muted">{root ? 'it began here' : afterWords}</span>
      </div>
      <div class="step-what">
        <p class="step-title">
          <UrgencyMark urgency={urgency} bare />
          {about.host !== null && <a href={href('host', about.host)}>{about.host}</a>}
          {about.app !== null && <span>{about.app}</span>}
          {about.actor !== null && <span>{about.actor}</span>}
          {about.metric !== null && <span>{about.metric}</span>}
          {root && <span class="tag tag-root">root</span>}
        </p>
        <p>{because}</p>
        {step.figure !== null && <FigureBar {...step.figure} />}
        <button type="button" class="link small" aria-expanded={open} onClick={onToggle}>
          {open
            ? 'less'
            : step.evidence.length > 0
              ? 'the lines, and what was expected'
              : 'what was expected'}
        </button>
        {open && (
          <>
            <dl class="step-facts">
              <div>
                <dt>Expected</dt>
                <dd>{expected}</dd>
              </div>
              <div>
                <dt>Seen</dt>
                <dd>{seen}</dd>
              </div>
              <div>
                <dt>By chance</dt>
                <dd>
                  {surprise.words} <span class="muted">({surprise.value.toFixed(1)})</span>
                  {maturity !== '' && <span class="muted">; {maturity}</span>}
                </dd>
              </div>
              {also.map((one) => (
                <div key={one.detector}>
                  <dt>Also</dt>
                  <dd>
                    {one.because} <span class="muted">({one.detector})</span>
                  </dd>
                </div>
              ))}
            </dl>
            <Evidence step={step} incident={incident} />
            {about.template !== null && (
              <p class="small">
                <a href={href('template', about.template)}>This kind of line</a>
              </p>
            )}
          </>
        )}
      </div>
    </li>
  );
}
