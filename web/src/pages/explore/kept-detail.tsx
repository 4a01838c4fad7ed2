import type { KeptLine } from '../../../../src/core/api-explore.ts';
import { Facts } from '../../components/facts.tsx';
import { LineView } from '../../components/line-view.tsx';
import { OnlyThis } from '../../components/only-this.tsx';
import { Severity } from '../../components/severity.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { When } from '../../components/when.tsx';
import { href, setQuery } from '../../router.ts';

const AROUND = 5 * 60_000;

interface KeptDetailProps {
  readonly line: KeptLine;
  readonly words: readonly string[];
  readonly onClose: () => void;
}

/** All that is known of a line that was kept. */
export function KeptDetail({ line, words, onClose }: KeptDetailProps) {
  const { received, time, host, app, severity, template, mark, source, where, raw, cut } = line;
  const around = { last: null, from: Math.round(received - AROUND), to: Math.round(received + AROUND) };
  return (
    <SidePanel title="Line" onClose={onClose}>
      <p class="whole-line">
        <LineView text={raw} words={words} />
        {cut && <span class="muted"> … the line is longer than what is shown</span>}
      </p>
      <Facts
        facts={[
          ['It says', time === null ? 'no time' : <When key="time" at={time} as="whole" />],
          ['Read', <When key="read" at={received} as="whole" />],
          ['Host', host === null ? null : <a href={href('host', host)}>{host}</a>],
          ['Program', app],
          ['Severity', severity === null ? null : <Severity severity={severity} />],
          ['The filter says', mark],
          ['From', where ?? source],
          [
            'Kind of line',
            template === null ? null : <a href={href('template', template)}>how it usually is</a>,
          ],
        ]}
      />
      <div class="buttons">
        <button
          type="button"
          class="button"
          onClick={() => setQuery({ ...around, text: null, app: null, severity: null, template: null, host })}
        >
          5 minutes around it
        </button>
        <OnlyThis host={host} app={app} template={template} />
      </div>
    </SidePanel>
  );
}
