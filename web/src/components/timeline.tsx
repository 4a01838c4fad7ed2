import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Timeline as Answer } from '../../../src/core/api-home.ts';
import { inLanes } from '../lanes.ts';
import { href } from '../router.ts';
import { count, grouped } from '../words.ts';
import { Chart, type Mark } from './chart.tsx';
import type { ChartColor } from './chart-look.ts';
import { Icon } from './icon.tsx';
import { UrgencyMark } from './urgency-mark.tsx';
import { When } from './when.tsx';

interface TimelineProps {
  readonly data: Answer;
  /** `last 24 hours`. */
  readonly words: string;
  readonly onZoom: (from: number, to: number) => void;
  readonly height?: number;
  /** Incident that is looked at; the others step back. */
  readonly here?: string;
}

const LEVELS: readonly (readonly [level: string, name: string, color: ChartColor])[] = [
  ['error', 'Errors', 'error'],
  ['warning', 'Warnings', 'warning'],
  ['info', 'Info', 'info'],
  ['unknown', 'No severity', 'unknown'],
];
const ROWS = 4;
/** Px from row to row. */
const PITCH = 27;
/** Percent that a mark takes at least, so that a finger finds it. */
const least = () => (innerWidth < 700 ? 9 : innerWidth < 1600 ? 2.6 : 1.4);

/** Lines by level, and below them what was odd and what was changed. Dragging chooses a stretch. */
export function Timeline({ data, words, onZoom, height = 190, here }: TimelineProps) {
  const loud = useSignal(false);
  const times = useMemo(() => {
    const length = data.series[0]?.counts.length ?? 0;
    return Array.from({ length }, (_, i) => data.from + i * data.width);
  }, [data]);
  const levels = loud.value ? LEVELS.slice(0, 2) : LEVELS;
  const series = levels.map(([level, name, color]) => ({
    name,
    color,
    kind: 'bars' as const,
    values: data.series.find((one) => one.level === level)?.counts ?? times.map(() => 0),
  }));
  const errors = data.series.find(({ level }) => level === 'error')?.counts.reduce((a, b) => a + b, 0) ?? 0;
  const marks: Mark[] = data.incidents
    .filter(({ id, state }) => (here === undefined ? state === 'open' : id === here))
    .slice(0, 20)
    .map(({ from, to, urgency }) => ({ kind: 'stretch', from, to, color: COLOR_OF[urgency] }));
  return (
    <div class="timeline">
      <Chart
        empty={data.lines === 0 ? 'No line was counted in this time.' : ''}
        label={`Lines by level, ${words}: ${grouped(data.lines)} lines, ${grouped(errors)} of them errors`}
        times={times}
        series={series}
        marks={marks}
        stacked
        height={height}
        unit={`lines per ${widthWords(data.width)}`}
        from={data.from}
        to={data.to}
        onZoom={onZoom}
        beside={
          <label class="timeline-loud">
            <input
              type="checkbox"
              checked={loud.value}
              onChange={(event) => (loud.value = event.currentTarget.checked)}
            />
            only errors and warnings
          </label>
        }
      />
      <Strips data={data} {...(here === undefined ? {} : { here })} />
    </div>
  );
}

const COLOR_OF = { urgent: 'error', odd: 'warning', minor: 'info' } as const;

function Strips({ data, here }: { readonly data: Answer; readonly here?: string }) {
  const chosen = useSignal<string | null>(null);
  const lanes = { from: data.from, to: data.to, rows: ROWS, least: least() };
  const incidents = inLanes(data.incidents, lanes);
  const rows = incidents.reduce((most, { row }) => Math.max(most, row + 1), 0);
  const changes = inLanes(data.changes, { ...lanes, rows: 1, least: least() });
  const change = data.changes.find(({ id }) => id === chosen.value);
  const hidden = data.incidents.length - incidents.length + data.moreIncidents;
  return (
    <div class="strips">
      {incidents.length > 0 && (
        <div class="strip" style={{ height: `${rows * PITCH}px` }}>
          <span class="strip-name">incidents</span>
          {incidents.map(({ item, left, width, row }) => (
            <a
              key={item.id}
              class={`span span-${item.urgency}${here !== undefined && here !== item.id ? ' span-other' : ''}`}
              style={{ left: `${left}%`, width: `${width}%`, top: `${row * PITCH}px` }}
              href={href('incident', item.id)}
              title={item.headline}
            >
              <UrgencyMark urgency={item.urgency} bare />
              <span class={width > 12 ? 'span-text' : 'visually-hidden'}>{item.headline}</span>
            </a>
          ))}
        </div>
      )}
      {data.findings.length > 0 && (
        <div class="strip strip-low">
          <span class="strip-name">remarks</span>
          <svg
            class="ticks"
            viewBox="0 0 1000 10"
            preserveAspectRatio="none"
            role="img"
            aria-label={`${count(data.findings.length + data.moreFindings, 'remark')} of detectors`}
          >
            {data.findings.map(({ id, at, urgency, because }) => {
              const x = ((at - data.from) / (data.to - data.from)) * 1000;
              return (
                <rect key={id} class={`tick tick-${urgency}`} x={x - 1.5} y="0" width="3" height="10">
                  <title>{because}</title>
                </rect>
              );
            })}
          </svg>
        </div>
      )}
      {changes.length > 0 && (
        <div class="strip">
          <span class="strip-name">changes</span>
          {changes.map(({ item, left }) => (
            <button
              key={item.id}
              type="button"
              class="flag"
              style={{ left: `${left}%` }}
              aria-pressed={chosen.value === item.id}
              aria-label={`Change: ${item.words}`}
              title={item.words}
              onClick={() => (chosen.value = chosen.value === item.id ? null : item.id)}
            >
              <Icon name="flag" />
            </button>
          ))}
        </div>
      )}
      {change !== undefined && (
        <p class="strip-words">
          <When at={change.from} /> {change.what}
          {change.host !== null && <span class="muted"> on {change.host}</span>}
        </p>
      )}
      {hidden > 0 && <p class="muted small">{count(hidden, 'more incident')} not drawn</p>}
    </div>
  );
}

function widthWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
