import type { ComponentType } from 'preact';
import { PageHead } from '../../components/page-head.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { href, query } from '../../router.ts';
import { mayRule, session } from '../../session.ts';
import { Audit } from './audit.tsx';
import { Backtest } from './backtest.tsx';
import { Configuration } from './configuration.tsx';
import { People } from './people.tsx';
import { Receivers } from './receivers.tsx';
import { Tokens } from './tokens.tsx';

type Part = readonly [key: string, name: string, part: ComponentType];
const PARTS: readonly Part[] = [
  ['config', 'Configuration', Configuration],
  ['receivers', 'Receivers', Receivers],
  ['backtest', 'Backtest', Backtest],
];
const OF_ADMINS: readonly Part[] = [
  ['people', 'People', People],
  ['tokens', 'Tokens', Tokens],
  ['audit', 'Audit log', Audit],
];

/** How logsift is set up, and who may look at it. */
export default function Settings() {
  const parts = mayRule.value ? [...PARTS, ...OF_ADMINS] : PARTS;
  const [current, , Shown] = parts.find(([key]) => key === query.value.get('part')) ?? parts[0]!;
  return (
    <>
      <PageHead title="Settings">
        <span class="muted">logsift {session.value?.version ?? ''}</span>
      </PageHead>
      <Tabs
        label="Of the settings"
        current={current}
        tabs={parts.map(([key, name]) => ({
          key,
          name,
          href: href('settings', '', { part: key === 'config' ? null : key }),
        }))}
      />
      <Shown />
    </>
  );
}
