import { useMemo, useRef } from 'preact/hooks';
import type { EventsAnswer, KeptLine } from '../../../../src/core/api-explore.ts';
import { range } from '../../chosen-range.ts';
import { Empty } from '../../components/empty.tsx';
import { Chosen, Ticked, Typed } from '../../components/field.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { type LogLine, LogList } from '../../components/log-list.tsx';
import { Problem } from '../../components/problem.tsx';
import { SEVERITIES } from '../../components/severity.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';
import { useKeys } from '../../keyboard.ts';
import { type Paged, usePaged } from '../../paging.ts';
import { query, setQuery } from '../../router.ts';
import { count } from '../../words.ts';
import { KeptDetail } from './kept-detail.tsx';
import { LevelChart } from './level-chart.tsx';
import { searchWords } from './search-words.ts';

type Shown = LogLine & { readonly kept: KeptLine };
const LEAST = SEVERITIES.map(
  (name, i) => [String(i), i === 0 ? name : `${name} or worse`] as const,
).toReversed();
const FILTERS = ['host', 'app', 'severity', 'template', 'escalated'] as const;

/** Lines that were kept, the newest first. */
export function Lines() {
  const given = query.value;
  const of = (name: string) => given.get(name) ?? '';
  const text = of('text');
  const asked = {
    ...{ text: text.trim() || null, host: of('host') || null, app: of('app') || null },
    ...{ severity: of('severity') || null, template: of('template') || null },
    escalated: of('escalated') === '1' ? 'true' : null,
    limit: 100,
  };
  const found = usePaged<KeptLine, EventsAnswer>('events', { query: asked, range: range.value });
  const search = useRef<HTMLInputElement | null>(null);
  useKeys([{ key: '/', says: 'search in lines', run: () => search.current?.focus() }]);
  const lines = useMemo(() => found.items.map(shown), [found.items]);
  const chosen = lines.find(({ id }) => id === of('line'));
  const set = (name: string) => (value: string) => setQuery({ [name]: value || null, line: null }, 'replace');
  const narrowed = FILTERS.filter((name) => of(name) !== '').length;
  return (
    <>
      <FilterBar
        set={narrowed}
        main={
          <Typed
            label="Search"
            kind="search"
            class="typed-wide"
            placeholder={'words, or "as they stand"'}
            value={text}
            field={search}
            onChange={set('text')}
          />
        }
      >
        <Typed label="Host" placeholder="any" value={of('host')} onChange={set('host')} />
        <Typed label="Program" placeholder="any" value={of('app')} onChange={set('app')} />
        <Chosen
          label="Severity"
          value={of('severity')}
          options={[['', 'any'], ...LEAST]}
          onChange={set('severity')}
        />
        <Ticked on={of('escalated') === '1'} onChange={(on) => setQuery({ escalated: on ? '1' : null })}>
          Only what a rule calls bad
        </Ticked>
        {of('template') !== '' && (
          <button type="button" class="button" onClick={() => setQuery({ template: null })}>
            One kind of line ×
          </button>
        )}
        {narrowed > 0 && (
          <button
            type="button"
            class="link"
            onClick={() => setQuery(Object.fromEntries(FILTERS.map((name) => [name, null])))}
          >
            Show all
          </button>
        )}
      </FilterBar>
      <LevelChart host={of('host')} template={of('template')} height={96} />
      <Reached found={found} searching={text.trim() !== '' || narrowed > 0} />
      <div class={chosen === undefined ? 'with-side' : 'with-side with-side-open'}>
        <div class="lines-list">
          <Result found={found} lines={lines} words={searchWords(text)} />
        </div>
        {chosen !== undefined && (
          <KeptDetail
            line={chosen.kept}
            words={searchWords(text)}
            onClose={() => setQuery({ line: null }, 'replace')}
          />
        )}
      </div>
    </>
  );
}

interface ResultProps {
  readonly found: Paged<KeptLine, EventsAnswer>;
  readonly lines: readonly Shown[];
  readonly words: readonly string[];
}

function Result({ found, lines, words }: ResultProps) {
  const { error, loading, last, reload, loadMore } = found;
  if (error !== null) return <Problem message={error.message} again={reload} />;
  if (lines.length === 0 && loading && last === null) return <Waiting what="lines" rows={8} />;
  if (lines.length === 0)
    return loading ? <Waiting what="older lines" rows={8} /> : <Nothing found={found} />;
  return (
    <LogList
      label="Lines found, the newest first"
      lines={lines}
      words={words}
      dated
      selected={query.value.get('line')}
      onSelect={({ id }) => setQuery({ line: id }, 'replace')}
      onNearEnd={loadMore}
    />
  );
}

/** How far the search has come. */
function Reached({
  found,
  searching,
}: {
  readonly found: Paged<KeptLine, EventsAnswer>;
  readonly searching: boolean;
}) {
  const { items, last, loading, more, loadMore } = found;
  return (
    <p class="reached" role="status">
      <span>
        {count(items.length, 'line')}
        {more && ' so far'}
        {searching ? ' found' : ''}
      </span>
      {last !== null && more && (
        <span class="muted">
          back to <When at={last.reached} />
        </span>
      )}
      {loading && <span class="muted"> · looking …</span>}
      {!loading && more && (
        <button type="button" class="link" onClick={loadMore}>
          look further back
        </button>
      )}
    </p>
  );
}

function Nothing({ found: { last, more } }: { readonly found: Paged<KeptLine, EventsAnswer> }) {
  const oldest = last?.oldest ?? null;
  if (more)
    return (
      <Empty title="Nothing found so far.">
        <p>The search has not come to the beginning of the chosen time; it goes on when asked above.</p>
      </Empty>
    );
  if (oldest === null)
    return (
      <Empty title="No line is kept yet.">
        <p>logsift keeps lines as it reads them; how many is set by store.keep.</p>
      </Empty>
    );
  return (
    <Empty title="No line of the chosen time fits.">
      <p>
        Fewer words or a longer time find more. The oldest line that is kept is of{' '}
        <When at={oldest} as="whole" />.
      </p>
    </Empty>
  );
}

function shown(kept: KeptLine): Shown {
  const { id, time, received, host, app, severity, raw } = kept;
  return { id, at: time ?? received, host, app, severity, text: raw, kept };
}
