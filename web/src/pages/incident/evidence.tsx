import { useState } from 'preact/hooks';
import type { LinesAround, NearLine, StoryStep } from '../../../../src/core/api-incidents.ts';
import { useApi } from '../../api.ts';
import { LineView } from '../../components/line-view.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { count } from '../../words.ts';

interface EvidenceProps {
  readonly step: StoryStep;
  readonly incident: string;
}

/** The lines that show a finding, what is odd in them marked; and what stood around each. */
export function Evidence({ step: { id, evidence, moreLines }, incident }: EvidenceProps) {
  const [around, setAround] = useState<number | null>(null);
  if (evidence.length === 0) return null;
  return (
    <div class="evidence">
      <ul>
        {evidence.map((one, i) => (
          <li key={i}>
            <pre class="evidence-line">
              <LineView text={one.text} marked={one.odd.map(([start, end]) => ({ start, end }))} />
            </pre>
            <span class="evidence-place">
              {one.place}{' '}
              <button
                type="button"
                class="link"
                aria-expanded={around === i}
                onClick={() => setAround(around === i ? null : i)}
              >
                {around === i ? 'hide what stood around it' : 'what stood around it'}
              </button>
            </span>
            {around === i && <Around incident={incident} finding={id} evidence={i} />}
          </li>
        ))}
      </ul>
      {moreLines > 0 && <p class="muted small">and {count(moreLines, 'more line')} like these</p>}
    </div>
  );
}

interface AroundProps {
  readonly incident: string;
  readonly finding: string;
  readonly evidence: number;
}

function Around({ incident, finding, evidence }: AroundProps) {
  const { data, error, reload } = useApi<LinesAround>(`incidents/${incident}/lines`, {
    query: { finding, evidence, around: 8 },
  });
  if (error !== null) return <Problem message={error.message} again={reload} />;
  if (data === null) return <Waiting rows={4} />;
  if (data.because !== null) return <p class="muted small">{data.because}</p>;
  return (
    <ol class="around">
      {data.before.map((line) => (
        <Near key={line.id} line={line} />
      ))}
      <li class="around-here">
        <LineView text={data.line.text} marked={data.line.odd.map(([start, end]) => ({ start, end }))} />
      </li>
      {data.after.map((line) => (
        <Near key={line.id} line={line} />
      ))}
    </ol>
  );
}

function Near({ line }: { readonly line: NearLine }) {
  return (
    <li>
      <LineView text={line.text} />
    </li>
  );
}
