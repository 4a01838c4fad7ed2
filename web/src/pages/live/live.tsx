import { useMemo, useRef, useState } from 'preact/hooks';
import type { LiveLine } from '../../../../src/core/api-live.ts';
import { Empty } from '../../components/empty.tsx';
import { Icon } from '../../components/icon.tsx';
import { type LogLine, LogList } from '../../components/log-list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useKeys } from '../../keyboard.ts';
import { status } from '../../pulse.ts';
import { query } from '../../router.ts';
import { grouped } from '../../words.ts';
import { filtersAnything, filtersOf, streamQuery } from './filters.ts';
import { LineDetail } from './line-detail.tsx';
import { LiveFilter } from './live-filter.tsx';
import { rateWords } from './sampling.ts';
import { type LiveControl, useTail } from './use-tail.ts';

/** More than an eye can follow; beyond it the server sends samples. */
const RATE = 1_000;

type Shown = LogLine & { readonly line: LiveLine };

/** What comes, as it comes. */
export default function Live() {
  const filters = filtersOf(query.value);
  const control = useTail(streamQuery(filters, RATE));
  const { view } = control;
  const [selected, setSelected] = useState<LiveLine | null>(null);
  const search = useRef<HTMLInputElement | null>(null);
  const toggle = view.paused ? control.resume : control.pause;
  useKeys([
    { key: ' ', says: 'pause the tail, go on with it', run: toggle },
    { key: '/', says: 'look for a text in what comes', run: () => search.current?.focus() },
  ]);
  const lines = useMemo(() => view.lines.map(shown), [view.lines]);
  const choose = ({ line }: Shown) => {
    // What is read must not run away.
    control.pause();
    setSelected(line);
  };
  const words = filters.text.trim() === '' ? [] : [filters.text.trim()];
  return (
    <div class="live">
      <PageHead title="Live">
        <button type="button" class="button" onClick={control.clear}>
          Clear
        </button>
        <button
          type="button"
          class={view.paused ? 'button button-main' : 'button'}
          aria-pressed={view.paused}
          onClick={toggle}
        >
          <Icon name={view.paused ? 'play' : 'pause'} />
          {view.paused ? 'Go on' : 'Pause'}
          <kbd>space</kbd>
        </button>
      </PageHead>
      <LiveFilter filters={filters} search={search} />
      <StateLine control={control} filtered={filtersAnything(filters)} />
      <div class={selected === null ? 'with-side' : 'with-side with-side-open'}>
        <div class="live-list">
          {lines.length === 0 ? (
            <Nothing filtered={filtersAnything(filters)} rate={view.rate} />
          ) : (
            <LogList
              label="Lines as they come, the latest last"
              lines={lines}
              words={words}
              selected={selected?.id ?? null}
              onSelect={choose}
              follow={!view.paused}
              onLeaveEnd={control.pause}
            />
          )}
        </div>
        {selected !== null && <LineDetail line={selected} onClose={() => setSelected(null)} />}
      </div>
    </div>
  );
}

function shown(line: LiveLine): Shown {
  const { id, at, host, app, severity, text, first } = line;
  return {
    ...{ id, at, host, app, severity, text, first, line },
    marked: line.odd.map(([start, end]) => ({ start, end })),
    urgency: line.remark?.urgency ?? null,
  };
}

/** How it goes, in a line; only what changes rarely is read out. */
function StateLine({ control, filtered }: { readonly control: LiveControl; readonly filtered: boolean }) {
  const { paused, waiting, missed, rate, sampled, state, gap } = control.view;
  return (
    <div class="live-state">
      <span
        class={`dot ${state === 'open' ? (paused ? 'dot-idle' : 'dot-good') : 'dot-bad'}`}
        aria-hidden="true"
      />
      <span role="status">
        {state !== 'open'
          ? 'No connection; trying again.'
          : paused
            ? 'Paused'
            : filtered
              ? 'Live, filtered'
              : 'Live'}
      </span>
      <span class="muted">{rateWords(rate)}</span>
      {sampled !== null && !paused && (
        <span class="tag tag-warn">
          {sampled}
          <span class="visually-hidden"> lines, as there are too many</span>
        </span>
      )}
      {gap && <span class="tag tag-warn">some lines were missed while the connection was gone</span>}
      {paused && waiting > 0 && (
        <button type="button" class="link" onClick={control.resume}>
          {grouped(waiting)} new {waiting === 1 ? 'line' : 'lines'}
          {missed > 0 && `, and ${grouped(missed)} that are not kept here`}
        </button>
      )}
    </div>
  );
}

function Nothing({ filtered, rate }: { readonly filtered: boolean; readonly rate: number | null }) {
  const state = status.value?.state;
  if (state === 'absent')
    return (
      <Empty title="logsift is not running, so nothing comes in.">
        <p>
          Start it with <code>logsift run</code>; this page goes on by itself.
        </p>
      </Empty>
    );
  if (state === 'starting' || state === 'catching-up')
    return (
      <Empty title="logsift still reads what was written before.">
        <p>New lines appear here as soon as it has caught up.</p>
      </Empty>
    );
  if (filtered && (rate ?? 0) > 0)
    return (
      <Empty title="Nothing that came fits the filters yet.">
        <p>Lines do come in; they are left out by what is chosen above.</p>
      </Empty>
    );
  return (
    <Empty title="Waiting for the next line.">
      <p>Lines appear here the moment logsift reads them.</p>
    </Empty>
  );
}
