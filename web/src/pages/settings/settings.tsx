import type { ComponentType } from 'preact';
import { PageHead } from '../../components/page-head.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { href, query } from '../../router.ts';
import { session } from '../../session.ts';
import { Backtest } from './backtest.tsx';
import { Configuration } from './configuration.tsx';
import { Receivers } from './receivers.tsx';

const PARTS: readonly (readonly [key: string, name: string, part: ComponentType])[] = [
  ['config', 'Configuration', Configuration],
  ['receivers', 'Receivers', Receivers],
  ['backtest', 'Backtest', Backtest],
];

/** How logsift is set up, and who may look at it. */
export default function Settings() {
  const found = PARTS.find(([key]) => key === query.value.get('part')) ?? PARTS[0]!;
  const [current, , Part] = found;
  return (
    <>
      <PageHead title="Settings">
        <span class="muted">logsift {session.value?.version ?? ''}</span>
      </PageHead>
      <Tabs
        label="Of the settings"
        current={current}
        tabs={PARTS.map(([key, name]) => ({
          key,
          name,
          href: href('settings', '', { part: key === 'config' ? null : key }),
        }))}
      />
      <Part />
    </>
  );
}
