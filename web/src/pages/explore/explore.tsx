import { PageHead } from '../../components/page-head.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { href, query } from '../../router.ts';
import { Hosts } from './hosts.tsx';
import { Hours } from './hours.tsx';
import { Kinds } from './kinds.tsx';
import { Lines } from './lines.tsx';

const VIEWS = [
  ['lines', 'Lines'],
  ['kinds', 'Kinds of line'],
  ['hosts', 'Hosts'],
  ['hours', 'By the hour'],
] as const;
type View = (typeof VIEWS)[number][0];

const PARTS = { lines: Lines, kinds: Kinds, hosts: Hosts, hours: Hours } as const;

/** Looking through what was: lines, kinds of line, hosts, the hours of the week. */
export default function Explore() {
  const given = query.value.get('view');
  const view: View = VIEWS.find(([key]) => key === given)?.[0] ?? 'lines';
  const Part = PARTS[view];
  // What was searched for goes along; the rest belongs to its part.
  const kept = { text: query.value.get('text'), host: query.value.get('host') };
  return (
    <div class={view === 'lines' ? 'explore explore-lines' : 'explore'}>
      <PageHead title="Explore" />
      <Tabs
        label="What to look through"
        current={view}
        tabs={VIEWS.map(([key, name]) => ({
          key,
          name,
          href: href('explore', '', { ...kept, view: key === 'lines' ? null : key }),
        }))}
      />
      <Part />
    </div>
  );
}
