import type { IncidentPlots, Plot } from '../../../../src/core/api-incidents.ts';
import type { Refusal } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Chart } from '../../components/chart.tsx';
import { FigureBar } from '../../components/figure-bar.tsx';
import { moment } from '../../moment.ts';
import { zone } from '../../settings.ts';
import { count, percent, short } from '../../words.ts';
import { Profile } from './profile.tsx';

interface PlotsProps {
  /** Findings whose numbers stand in the story already. */
  readonly told: ReadonlySet<string>;
  readonly answer: IncidentPlots | null;
  readonly error: Refusal | null;
}

/** What was expected and what came, in small pictures. */
export function Plots({ answer, error, told }: PlotsProps) {
  const plots = (answer?.plots ?? []).filter(({ kind, finding }) => kind !== 'figure' || !told.has(finding));
  if (error !== null || plots.length === 0) return null;
  return (
    <Card title="Expected, and seen">
      <div class="plots">
        {plots.map((plot, i) => (
          <figure key={i} class={plot.kind === 'profile' ? 'plot plot-wide' : 'plot'}>
            <figcaption>{plot.title}</figcaption>
            <Picture plot={plot} />
          </figure>
        ))}
      </div>
    </Card>
  );
}

const HEIGHT = 150;

function Picture({ plot }: { readonly plot: Plot }) {
  switch (plot.kind) {
    case 'profile':
      return <Profile plot={plot} />;
    case 'lines':
      return <Lines plot={plot} />;
    case 'forecast':
      return <Forecast plot={plot} />;
    case 'features':
      return <Features plot={plot} />;
    case 'figure':
      return <FigureBar {...plot} />;
  }
}

function Lines({ plot }: { readonly plot: Extract<Plot, { kind: 'lines' }> }) {
  const { counts, from, width, unit, focus, title } = plot;
  return (
    <Chart
      label={`${title}: ${count(
        counts.reduce((a, b) => a + b, 0),
        'line',
      )}`}
      times={counts.map((_, i) => from + i * width)}
      series={[{ name: unit, color: 'accent', kind: 'bars', values: counts }]}
      marks={[{ kind: 'stretch', ...focus, color: 'error' }]}
      height={HEIGHT}
    />
  );
}

/** What was, what is to come, and the limit it is on its way to. */
function Forecast({ plot }: { readonly plot: Extract<Plot, { kind: 'forecast' }> }) {
  const { history, ahead, limit, crossing, unit, title, interval } = plot;
  const last = history.at(-1);
  const times = [...history.map(({ at }) => at), ...ahead.map(({ at }) => at)];
  const past = times.map((_, i) => history[i]?.value ?? null);
  // The two lines meet.
  const coming = times.map((_, i) =>
    i === history.length - 1 ? (last?.value ?? null) : (ahead[i - history.length]?.value ?? null),
  );
  const band = last === undefined ? ahead : [{ at: last.at, low: last.value, high: last.value }, ...ahead];
  const likely = crossing === null ? 'no limit is reached' : `likely ${moment(crossing.likely, zone.value)}`;
  return (
    <>
      <Chart
        label={`${title}: ${likely}`}
        times={times}
        series={[
          { name: 'seen', color: 'accent', kind: 'line', values: past },
          { name: 'to come', color: 'usual', kind: 'dash', values: coming },
        ]}
        marks={[
          {
            kind: 'band',
            times: band.map(({ at }) => at),
            low: band.map(({ low }) => low),
            high: band.map(({ high }) => high),
            color: 'usual',
          },
          ...(limit === null ? [] : [{ kind: 'limit' as const, at: limit, color: 'error' as const }]),
          ...(crossing === null
            ? []
            : [{ kind: 'moment' as const, at: crossing.likely, color: 'error' as const }]),
        ]}
        unit={unit}
        fromZero={false}
        height={HEIGHT}
      />
      <p class="muted small">
        {limit !== null && `Limit ${short(limit)} ${unit}: ${likely}. `}
        {percent(interval)} of what comes lies within the band.
      </p>
    </>
  );
}

/** Numbers of a minute, each beside the range of minutes like it. */
function Features({ plot }: { readonly plot: Extract<Plot, { kind: 'features' }> }) {
  return (
    <ul class="features">
      {plot.rows.map(({ name, ...figure }) => (
        <li key={name}>
          <FigureBar label={name} {...figure} />
        </li>
      ))}
    </ul>
  );
}
