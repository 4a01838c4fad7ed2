import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { href } from '../router.ts';
import { Icon } from './icon.tsx';

/** Whether the page was opened to be shown round; `logsift demo` asks for it by the end of its link. */
const touring = signal(location.hash === '#tour');

const HINTS = [
  {
    title: 'Is anything wrong?',
    text: 'The sentence at the top says it. Four things happen in this made network within four minutes; the first comes soon, and the page shows it by itself.',
    page: 'home',
    link: 'Home',
  },
  {
    title: 'What happened, and what to do?',
    text: 'An incident tells where it began, which lines show it, what was expected, and what to do about it. Try to judge one as noise: what that would keep back is shown before it is saved.',
    page: 'incidents',
    link: 'Incidents',
  },
  {
    title: 'What else came?',
    text: 'Live shows the lines as they come, with what is new in them. "/" goes anywhere and searches, "?" lists all keys.',
    page: 'live',
    link: 'Live',
  },
] as const;

/** Three hints for whoever sees this for the first time. */
export function Tour() {
  const [at, setAt] = useState(0);
  if (!touring.value) return null;
  const { title, text, page, link } = HINTS[at]!;
  const last = at === HINTS.length - 1;
  const close = () => (touring.value = false);
  return (
    <aside class="tour" aria-label="Tour">
      <div class="tour-head">
        <h2>{title}</h2>
        <button type="button" class="icon-button" aria-label="Close the tour" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <p>{text}</p>
      <div class="tour-foot">
        <span class="muted small">
          {at + 1} of {HINTS.length}
        </span>
        <a class="button" href={href(page)}>
          {link}
        </a>
        <button type="button" class="button button-main" onClick={() => (last ? close() : setAt(at + 1))}>
          {last ? 'Done' : 'Next'}
        </button>
      </div>
    </aside>
  );
}
