import { signal } from '@preact/signals';
import { Component, type ComponentChildren, type ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SessionAnswer } from '../../src/core/api-access.ts';
import { ask, Refusal } from './api.ts';
import { Layout } from './components/layout.tsx';
import { Problem } from './components/problem.tsx';
import { Waiting } from './components/waiting.tsx';
import { route } from './router.ts';
import type { PageName } from './routes.ts';
import { goBy } from './server-clock.ts';
import { session, signedOut } from './session.ts';

/** What a page is given: the id or name its address ends in. */
export interface PageProps {
  readonly subject: string;
}
type Page = ComponentType<PageProps>;

const PAGES: Readonly<Record<PageName, () => Promise<{ readonly default: Page }>>> = {
  home: () => import('./pages/home/home.tsx'),
  incidents: () => import('./pages/incidents/incidents.tsx'),
  incident: () => import('./pages/incident/incident.tsx'),
  live: () => import('./pages/live/live.tsx'),
  explore: () => import('./pages/explore/explore.tsx'),
  template: () => import('./pages/explore/template.tsx'),
  host: () => import('./pages/explore/host.tsx'),
  compare: () => import('./pages/explore/compare.tsx'),
  models: () => import('./pages/models/models.tsx'),
  review: () => import('./pages/models/review.tsx'),
  filter: () => import('./pages/filter/filter.tsx'),
  settings: () => import('./pages/settings/settings.tsx'),
  login: () => import('./pages/login/login.tsx'),
  nowhere: () => import('./pages/nowhere/nowhere.tsx'),
};

const loaded = new Map<PageName, Page>();
const failed = signal<string | null>(null);

/** The page of the address, in its frame. */
export function App() {
  const asked = route.value;
  useEffect(() => void whoLooks(), []);
  if (session.value === null) return failed.value === null ? <Waiting what="logsift" /> : <NoAnswer />;
  // A first password is changed before anything else is shown.
  const { page, subject } =
    session.value.caller?.mustChange === true ? ({ page: 'login', subject: '' } as const) : asked;
  const shown = (
    <Guarded key={`${page}/${subject}`}>
      <Lazy page={page} subject={subject} />
    </Guarded>
  );
  return page === 'login' ? shown : <Layout>{shown}</Layout>;
}

async function whoLooks(): Promise<void> {
  failed.value = null;
  try {
    const answer = await ask<SessionAnswer>('session');
    goBy(answer.clock);
    session.value = answer;
    if (session.value.caller === null) signedOut();
  } catch (error) {
    failed.value = error instanceof Refusal ? error.message : 'logsift does not answer.';
  }
}

function NoAnswer() {
  return (
    <main class="alone">
      <Problem message={failed.value ?? ''} again={() => void whoLooks()} />
    </main>
  );
}

/** A page as soon as its code is here. */
function Lazy({ page, subject }: { readonly page: PageName; readonly subject: string }) {
  const [Shown, setShown] = useState<Page | null>(() => loaded.get(page) ?? null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (loaded.has(page)) return;
    PAGES[page]().then(
      (module) => {
        loaded.set(page, module.default);
        setShown(() => module.default);
      },
      () => setLost(true),
    );
  }, [page]);
  if (lost) return <Problem message="This page could not be loaded." again={() => location.reload()} />;
  return Shown === null ? <Waiting what="the page" /> : <Shown subject={subject} />;
}

/** Keeps the frame when a page breaks. */
class Guarded extends Component<{ readonly children: ComponentChildren }, { readonly broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return <Problem message="This page broke while it was drawn." again={() => location.reload()} />;
  }
}
