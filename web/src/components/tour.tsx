import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { go, href, route } from '../router.ts';
import type { PageName } from '../routes.ts';
import { session } from '../session.ts';
import { isTourSeen, keepTourSeen } from '../settings.ts';
import { Copyable } from './copyable.tsx';
import { Icon } from './icon.tsx';

interface Hint {
  readonly title: string;
  readonly text: string;
  /** Pages that it is about: whoever comes there by themselves finds it. */
  readonly pages: readonly PageName[];
  /** The page that "Next" leads to it. */
  readonly page: 'home' | 'incidents' | 'live';
}

const HINTS: readonly Hint[] = [
  {
    title: 'Is anything wrong?',
    text: 'The sentence at the top says it, and what that rests on. Each card is one matter: what happened, since when, and why it was remarked upon. Four things go wrong in this made-up network within four minutes; the page shows them by itself.',
    ...{ pages: ['home'], page: 'home' },
  },
  {
    title: 'What happened, and what to do?',
    text: 'Open an incident. It tells where it began, which lines show it, with the odd part marked, what was expected, and what to do. Then judge it as noise: what that would keep back is shown before it is saved.',
    ...{ pages: ['incident', 'incidents'], page: 'incidents' },
  },
  {
    title: 'What else came?',
    text: 'Live shows lines as they come, marked where something is new. Explore finds kinds of lines, hosts and what differs between two times. "/" goes anywhere, "?" lists all keys.',
    ...{ pages: ['live', 'explore', 'template', 'host', 'compare'], page: 'live' },
  },
];

/** What to do after it, on logs that are not made up. */
const COMMANDS = [
  ['One log, read once', 'logsift scan /var/log/syslog'],
  ['What the last 30 days of this machine would have been like', 'logsift'],
] as const;

const at = signal(0);
const closed = signal(false);

function close(): void {
  keepTourSeen();
  closed.value = true;
}

/** Three hints for whoever looks at a demo for the first time, and the next command. */
export function Tour() {
  const { page } = route.value;
  const hinted = HINTS.findIndex(({ pages }) => pages.includes(page));
  // Whoever goes on by themselves is not told what they have seen.
  useEffect(() => {
    if (hinted > at.peek()) at.value = hinted;
  }, [hinted]);
  if (session.value?.demo !== true || closed.value || isTourSeen()) return null;
  return <Card />;
}

function Card() {
  const title = useRef<HTMLHeadingElement>(null);
  const hint = HINTS[at.value];
  const step = () => {
    at.value++;
    const next = HINTS[at.value];
    if (next !== undefined && !next.pages.includes(route.value.page)) go(href(next.page));
    title.current?.focus();
  };
  return (
    <aside class="tour" aria-label="Tour" onKeyDown={(event) => event.key === 'Escape' && close()}>
      <div class="tour-head">
        <h2 ref={title} tabIndex={-1}>
          {hint?.title ?? 'Your own logs'}
        </h2>
        <button type="button" class="icon-button" aria-label="Close the tour" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {hint === undefined ? <Onward /> : <p>{hint.text}</p>}
      <div class="tour-foot">
        {hint !== undefined && (
          <span class="muted small">
            {at.value + 1} of {HINTS.length}
          </span>
        )}
        <button type="button" class="button button-main" onClick={hint === undefined ? close : step}>
          {hint === undefined ? 'Done' : 'Next'}
        </button>
      </div>
    </aside>
  );
}

function Onward() {
  return (
    <>
      <p>
        Nothing has to be set up: logsift finds the logs of a machine, and writes nothing but its own state.
      </p>
      <dl class="tour-commands">
        {COMMANDS.map(([what, command]) => (
          <div key={command}>
            <dt class="muted small">{what}</dt>
            <dd>
              <Copyable text={command} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
