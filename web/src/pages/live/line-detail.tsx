import type { LiveLine } from '../../../../src/core/api-live.ts';
import { Facts } from '../../components/facts.tsx';
import { LineView } from '../../components/line-view.tsx';
import { OnlyThis } from '../../components/only-this.tsx';
import { Severity } from '../../components/severity.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { UrgencyMark } from '../../components/urgency-mark.tsx';
import { When } from '../../components/when.tsx';
import { href } from '../../router.ts';

const AROUND = 5 * 60_000;

/** All that is known of a line that just came. */
export function LineDetail({ line, onClose }: { readonly line: LiveLine; readonly onClose: () => void }) {
  const { at, host, app, severity, template, first, remark } = line;
  const around = { last: null, from: Math.round(at - AROUND), to: Math.round(at + AROUND) };
  return (
    <SidePanel title="Line" onClose={onClose}>
      {remark !== null && (
        <div class={`remark remark-${remark.urgency}`}>
          <UrgencyMark urgency={remark.urgency} />
          <p>{remark.because}</p>
          <p class="muted">
            By chance {remark.surprise.words} (surprise {remark.surprise.value.toFixed(1)})
          </p>
        </div>
      )}
      <p class="whole-line">
        <LineView text={line.text} marked={line.odd.map(([start, end]) => ({ start, end }))} />
      </p>
      <Facts
        facts={[
          ['When', <When key="at" at={at} as="whole" />],
          ['Host', host === null ? null : <a href={href('host', host)}>{host}</a>],
          ['Program', app],
          ['Severity', severity === null ? null : <Severity severity={severity} />],
          ['Never seen before', first === null ? null : `${first}`],
          [
            'Kind of line',
            template === null ? null : <a href={href('template', template)}>how it usually is</a>,
          ],
        ]}
      />
      <div class="buttons">
        <a class="button" href={href('explore', '', { ...around, host })}>
          5 minutes around it
        </a>
        <OnlyThis host={host} app={app} template={template} />
      </div>
    </SidePanel>
  );
}
