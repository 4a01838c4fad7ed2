import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from '../keyboard.ts';
import { feelPulse, hearing, status } from '../pulse.ts';
import { go, href, route } from '../router.ts';
import { session, signOut } from '../session.ts';
import { theme } from '../settings.ts';
import { short } from '../words.ts';
import { Brand } from './brand.tsx';
import { Help, helping } from './help.tsx';
import { Icon } from './icon.tsx';
import { Navigation } from './navigation.tsx';
import { Palette, seeking } from './palette.tsx';
import { TimePicker } from './time-picker.tsx';
import { Toasts } from './toast.tsx';
import { Tour } from './tour.tsx';
import { useDismiss } from './use-dismiss.ts';

/** Pages on which a time range means something. */
const TIMED = new Set(['home', 'incidents', 'explore', 'template', 'host', 'filter']);

/** The frame around every page: where one can go, the time that is looked at, and how logsift itself is. */
export function Layout({ children }: { readonly children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLElement>(null);
  const known = session.value?.caller !== null;
  useEffect(() => (known ? feelPulse() : undefined), [known]);
  useDismiss(menu, open, () => setOpen(false));
  useKeys([
    { key: '/', says: 'go to a page, host or incident; search', run: () => (seeking.value = true) },
    { key: '?', says: 'keys and look', run: () => (helping.value = true) },
    { key: 'h', says: 'home', run: () => go(href('home')) },
  ]);
  const { page, subject } = route.value;
  const first = useRef(true);
  // A step to another page is heard: what is read aloud goes on at its beginning.
  useEffect(() => {
    const guided = document.activeElement?.closest('.tour') != null;
    if (!first.current && !guided) document.getElementById('main')?.focus({ preventScroll: true });
    first.current = false;
  }, [page, subject]);
  // A step to another page closes the menu
  useEffect(() => setOpen(false), [page]);
  return (
    <div class="frame">
      <a class="skip" href="#main">
        To the content
      </a>
      <header class="side" ref={menu}>
        <div class="side-head">
          <a class="brand" href={href('home')}>
            <Brand />
            <span>logsift</span>
          </a>
          <button
            type="button"
            class="icon-button side-open"
            aria-label="Menu"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'close' : 'menu'} />
          </button>
        </div>
        <div class={open ? 'side-body side-body-open' : 'side-body'}>
          <Navigation badge={status.value?.open ?? 0} />
          <Foot />
        </div>
      </header>
      <div class="stage">
        <div class="bar">
          <button type="button" class="button seek" onClick={() => (seeking.value = true)}>
            <Icon name="explore" />
            <span class="seek-text">Go to, search</span>
            <kbd>/</kbd>
          </button>
          <span class="bar-room" />
          {TIMED.has(page) && <TimePicker />}
          <button
            type="button"
            class="icon-button"
            aria-label="Keys and look"
            onClick={() => (helping.value = true)}
          >
            <Icon name="help" />
          </button>
        </div>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Palette />
      <Help />
      <Tour />
      <Toasts />
    </div>
  );
}

/** How logsift itself is, and who looks. */
function Foot() {
  const now = status.value;
  const heard = hearing.value === 'open';
  const absent = now?.state === 'absent';
  const dot = hearing.value === 'opening' ? 'dot-odd' : heard && !absent ? 'dot-good' : 'dot-bad';
  const rate = now?.linesPerSecond ?? null;
  const text = !heard
    ? hearing.value === 'opening'
      ? 'connecting …'
      : 'no connection'
    : absent
      ? 'not running'
      : rate === null
        ? (now?.state ?? 'connected')
        : `${short(rate)} lines/s`;
  const caller = session.value?.caller ?? null;
  return (
    <div class="side-foot">
      <p class="pulse" role="status">
        <span class={`dot ${dot}`} aria-hidden="true" />
        <span>{text}</span>
      </p>
      {caller !== null && (
        <p class="muted side-who">
          <Icon name="user" /> {caller.name}
          <span class="tag">{caller.role}</span>
          <button type="button" class="link" onClick={() => void signOut()}>
            sign out
          </button>
        </p>
      )}
      <label class="side-theme">
        <span class="visually-hidden">Look</span>
        <select
          value={theme.value}
          onChange={(event) => (theme.value = event.currentTarget.value as typeof theme.value)}
        >
          <option value="dark">Dark</option>
          <option value="light">Light</option>
          <option value="system">As the system</option>
        </select>
      </label>
    </div>
  );
}
