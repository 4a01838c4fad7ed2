import { useState } from 'preact/hooks';
import type { EvidenceLine, LinesAround, NearLine, StoryStep } from '../../../../src/core/api-incidents.ts';
import { useApi } from '../../api.ts';
import { LineView } from '../../components/line-view.tsx';
import { messageStart } from '../../components/message-start.ts';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { count } from '../../words.ts';

interface EvidenceProps {
  readonly step: StoryStep;
  readonly incident: string;
}

/** The lines that show a finding, what is odd in them marked; and what stood around each. */
export function Evidence({ step: { id, about, evidence, moreLines }, incident }: EvidenceProps) {
  const [around, setAround] = useState<number | null>(null);
  if (evidence.length === 0) return null;
  return (
    <div class="evidence">
      <ul>
        {evidence.map((one, i) => (
          <li key={i}>
            <Line line={one} app={about.app} />
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

/** A line as it stands; of one in JSON what it says, and the rest for whoever asks. */
function Line({ line: { text, odd }, app }: { readonly line: EvidenceLine; readonly app: string | null }) {
  const [whole, setWhole] = useState(false);
  const start = !whole && text.startsWith('{') ? messageStart(text, app) : 0;
  const marked = odd.map(([from, to]) => ({ start: Math.max(0, from - start), end: to - start }));
  return (
    <pre class="evidence-line">
      {start > 0 && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          {'{ … '}
          <span class="visually-hidden">show the whole line</span>
        </button>
      )}
      <LineView text={text.slice(start)} marked={marked.filter(({ end }) => end > 0)} />
    </pre>
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
