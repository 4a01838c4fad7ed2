import { Card } from '../../components/card.tsx';
import { Chosen, Typed } from '../../components/field.tsx';
import { SEVERITIES } from '../../components/severity.tsx';
import { query, setQuery } from '../../router.ts';
import { WeekHeat } from './week-heat.tsx';

const OF = [
  ['all', 'all lines'],
  ['severity', 'one severity'],
  ['host', 'one host'],
  ['app', 'one program'],
  ['template', 'one kind of line'],
] as const;
const WHICH = [...SEVERITIES.map((name, i) => [String(i), name] as const), ['none', 'none said'] as const];

/** The hours of the week. */
export function Hours() {
  const given = query.value.get('of');
  const of = OF.find(([key]) => key === given)?.[0] ?? 'all';
  const name = query.value.get('name') ?? '';
  const asks = of === 'all' || name !== '';
  return (
    <>
      <search class="filter-bar">
        <Chosen
          label="Of"
          value={of}
          options={OF}
          onChange={(value) =>
            setQuery({ of: value === 'all' ? null : value, name: value === 'severity' ? '3' : null })
          }
        />
        {of === 'severity' && (
          <Chosen
            label="Which"
            value={name}
            options={WHICH}
            onChange={(value) => setQuery({ name: value })}
          />
        )}
        {(of === 'host' || of === 'app' || of === 'template') && (
          <Typed
            label={of === 'template' ? 'Id' : 'Name'}
            value={name}
            placeholder={of === 'template' ? 'such as 3fa9c2d1' : 'as it is in the lines'}
            onChange={(value) => setQuery({ name: value || null }, 'replace')}
          />
        )}
      </search>
      <Card title="Lines an hour, by day of the week">
        {asks ? <WeekHeat of={of} name={name} /> : <p class="muted">Say which one above.</p>}
      </Card>
    </>
  );
}
