import { useMemo, useState } from 'preact/hooks';
import type { CompareAnswer, DifferenceRow } from '../../../../src/core/api-explore.ts';
import { useApi } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { Chosen } from '../../components/field.tsx';
import { GravityWord } from '../../components/gravity-word.tsx';
import { KindText } from '../../components/kind-text.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { fieldText, fieldTime, period } from '../../moment.ts';
import { href, query, setQuery } from '../../router.ts';
import { present } from '../../server-clock.ts';
import { zone } from '../../settings.ts';
import { count, short } from '../../words.ts';
import { DifferenceMark } from './difference-mark.tsx';
import { PAIRS, type Pair, rangesOf, type Stretch, type TwoRanges } from './two-ranges.ts';

const CUSTOM = 'custom';
const KINDS = [
  ['', 'all differences'],
  ['new', 'only what is new'],
  ['gone', 'only what is gone'],
  ['more', 'only what comes more'],
  ['fewer', 'only what comes less'],
] as const;

/** What of two times differs: kinds of line that came, went, or changed their rate. */
export default function Compare() {
  const given = query.value;
  const key = ['pair', 'af', 'at', 'bf', 'bt'].map((name) => given.get(name)).join();
  const ranges = useMemo(() => rangesOf(given, present()), [key]);
  const { a, b, pair } = ranges;
  const { data, error, reload, loading } = useApi<CompareAnswer>('compare', {
    query: { aFrom: a.from, aTo: a.to, bFrom: b.from, bTo: b.to },
  });
  const kind = KINDS.find(([one]) => one === given.get('kind'))?.[0] ?? '';
  const rows = data?.differences.filter((one) => kind === '' || one.kind === kind) ?? [];
  return (
    <>
      <PageHead title="Compare two times" />
      <section class="card stack compare-what" aria-label="What is compared">
        <div class="filter-bar">
          <Chosen
            label="Compare"
            value={pair ?? CUSTOM}
            options={[...Object.entries(PAIRS), [CUSTOM, 'two times of my own']]}
            onChange={(value) => choose(value, ranges)}
          />
          <Chosen
            label="Show"
            value={kind}
            options={KINDS}
            onChange={(value) => setQuery({ kind: value || null })}
          />
        </div>
        {pair === null && <Custom key={key} ranges={ranges} />}
        <p class="muted">
          <b>{period(b.from, b.to, zone.value)}</b> beside {period(a.from, a.to, zone.value)}
        </p>
      </section>
      {error !== null && <Problem message={error.message} again={reload} />}
      {data === null && loading && <Waiting what="what differs" rows={8} />}
      {data !== null && (
        <Card title={`${count(rows.length, 'difference')}`} side={<Sides answer={data} />}>
          {rows.length === 0 ? (
            <Empty title={nothingWords(data, kind)} />
          ) : (
            <Table
              caption="What differs, what matters most first"
              columns={COLUMNS}
              rows={rows}
              keyOf={({ template, kind: of }) => `${template.id} ${of}`}
            />
          )}
          <p class="muted small">
            {count(data.alike, 'kind')} of line {data.alike === 1 ? 'is' : 'are'} in both and alike.
            {data.more > 0 && ` ${count(data.more, 'difference')} that matter less are left out.`}
          </p>
          {data.notes.map((note) => (
            <p key={note} class="muted small">
              {note}
            </p>
          ))}
        </Card>
      )}
    </>
  );
}

function nothingWords({ a, b }: CompareAnswer, kind: string): string {
  if (a.lines === 0 && b.lines === 0) return 'There are no lines in either time.';
  if (a.lines === 0 || b.lines === 0) return 'There are no lines in one of the two times.';
  return kind === '' ? 'Both times are alike.' : 'Nothing differs in this way.';
}

function Sides({ answer: { a, b } }: { readonly answer: CompareAnswer }) {
  return (
    <span>
      {short(b.lines)} lines beside {short(a.lines)}
    </span>
  );
}

const COLUMNS: readonly Column<DifferenceRow>[] = [
  { key: 'kind', title: 'What', unnamed: true, cell: ({ kind }) => <DifferenceMark kind={kind} /> },
  {
    key: 'text',
    title: 'Kind of line',
    wide: true,
    cell: ({ template, words }) => (
      <div class="stack-tight">
        <a class="plain-link" href={href('template', template.id)}>
          <KindText text={template.text} />
        </a>
        <span class="muted small">{words}</span>
      </div>
    ),
  },
  {
    key: 'b',
    title: 'Now, an hour',
    numeric: true,
    cell: ({ rates }) => rateWords(rates[1]),
  },
  { key: 'a', title: 'Before', numeric: true, cell: ({ rates }) => rateWords(rates[0]) },
  {
    key: 'surprise',
    title: 'By chance',
    minor: true,
    cell: ({ surprise }) => <span title={`surprise ${surprise.value.toFixed(1)}`}>{surprise.words}</span>,
  },
  { key: 'gravity', title: 'Reads', unnamed: true, cell: ({ gravity }) => <GravityWord gravity={gravity} /> },
];

/** Two digits are enough of what is less than one. */
function rateWords(rate: number): string {
  return short(Number(rate.toPrecision(rate < 1 ? 2 : 3)));
}

function choose(value: string, { a, b }: TwoRanges): void {
  const none = { af: null, at: null, bf: null, bt: null };
  if (value !== CUSTOM) setQuery({ ...none, pair: value as Pair });
  else setQuery({ pair: null, af: a.from, at: a.to, bf: b.from, bt: b.to });
}

function Custom({ ranges: { a, b } }: { readonly ranges: TwoRanges }) {
  const [fields, setFields] = useState({
    ...{ af: fieldText(a.from, zone.value), at: fieldText(a.to, zone.value) },
    ...{ bf: fieldText(b.from, zone.value), bt: fieldText(b.to, zone.value) },
  });
  const times = {
    a: stretchOf(fields.af, fields.at),
    b: stretchOf(fields.bf, fields.bt),
  };
  const wrong = !(times.a.from < times.a.to && times.b.from < times.b.to);
  const field = (name: keyof typeof fields, label: string) => (
    <label class="field">
      {label}
      <input
        type="datetime-local"
        value={fields[name]}
        onInput={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <form
      class="form-grid"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) setQuery({ af: times.a.from, at: times.a.to, bf: times.b.from, bt: times.b.to });
      }}
    >
      {field('af', 'Before, from')}
      {field('at', 'Before, to')}
      {field('bf', 'Now, from')}
      {field('bt', 'Now, to')}
      <div class="buttons">
        <button type="submit" class="button button-main" disabled={wrong}>
          Compare
        </button>
        {wrong && <span role="status">Each time has to begin before it ends.</span>}
      </div>
    </form>
  );
}

function stretchOf(from: string, to: string): Stretch {
  return { from: fieldTime(from, zone.value), to: fieldTime(to, zone.value) };
}
