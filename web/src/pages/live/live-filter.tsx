import type { RefObject } from 'preact';
import { Chosen, Ticked, Typed } from '../../components/field.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { SEVERITIES } from '../../components/severity.tsx';
import { setQuery } from '../../router.ts';
import { filtersAnything, type LiveFilters, narrowedBy } from './filters.ts';

const SURPRISES = [
  ['', 'any'],
  ['0', 'remarked upon'],
  ['1', 'once in 10 days or rarer'],
  ['3', 'once in 3 years or rarer'],
] as const;

const LEAST = SEVERITIES.map(
  (name, i) => [String(i), i === 0 ? name : `${name} or worse`] as const,
).toReversed();

interface LiveFilterProps {
  readonly filters: LiveFilters;
  readonly search: RefObject<HTMLInputElement | null>;
}

/** What of the stream is wanted; the address says so. */
export function LiveFilter({ filters, search }: LiveFilterProps) {
  const set = (name: string) => (value: string) =>
    setQuery({ [name]: value === '' ? null : value }, 'replace');
  return (
    <FilterBar
      set={narrowedBy(filters)}
      main={
        <Typed
          label="Text"
          kind="search"
          class="typed-wide"
          placeholder="any piece of the line"
          value={filters.text}
          field={search}
          onChange={set('text')}
        />
      }
    >
      <Typed label="Host" placeholder="any, or web*" value={filters.host} onChange={set('host')} />
      <Typed label="Program" placeholder="any" value={filters.app} onChange={set('app')} />
      <Chosen
        label="Severity"
        value={filters.severity === null ? '' : String(filters.severity)}
        options={[['', 'any'], ...LEAST]}
        onChange={set('severity')}
      />
      <Chosen
        label="Surprise"
        value={filters.surprise === null ? '' : String(filters.surprise)}
        options={SURPRISES}
        onChange={set('surprise')}
      />
      <Ticked on={filters.onlyNew} onChange={(on) => setQuery({ new: on ? '1' : null })}>
        Only what is new
      </Ticked>
      {filters.template !== '' && (
        <span class="tag">
          one kind of line
          <button
            type="button"
            class="link"
            aria-label="All kinds of line"
            onClick={() => setQuery({ template: null })}
          >
            ×
          </button>
        </span>
      )}
      {filtersAnything(filters) && (
        <button
          type="button"
          class="link"
          onClick={() =>
            setQuery({
              text: null,
              host: null,
              app: null,
              severity: null,
              template: null,
              surprise: null,
              new: null,
            })
          }
        >
          Show all
        </button>
      )}
    </FilterBar>
  );
}
