import type { Home } from '../../../../src/core/api-home.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { PageHead } from '../../components/page-head.tsx';

type Word = Home['state']['word'];

const ICONS: Readonly<Record<Word, IconName>> = {
  calm: 'calm',
  odd: 'incidents',
  unseen: 'incidents',
  urgent: 'incidents',
  learning: 'learning',
  trouble: 'wrench',
  absent: 'absent',
};
/** Stands before the sentence for those who do not see the colour. */
const WORDS: Readonly<Record<Word, string>> = {
  calm: 'All is well',
  odd: 'Something is odd',
  unseen: 'Not looked at yet',
  urgent: 'Urgent',
  learning: 'Still learning',
  trouble: 'logsift has a problem',
  absent: 'logsift is not running',
};

/** How things are, in one sentence, and what that rests on. */
export function StateBanner({ home }: { readonly home: Home }) {
  const { state, read, budget } = home;
  return (
    <section class={`state state-${state.word}`} aria-label={WORDS[state.word]}>
      <span class="state-icon">
        <Icon name={ICONS[state.word]} />
      </span>
      <div class="state-words">
        <PageHead title={state.sentence} windowTitle={WORDS[state.word]} />
        <p class="muted">{read.words}</p>
      </div>
      <Budget budget={budget} />
    </section>
  );
}

const MOST_PIPS = 6;

/** How often somebody was woken, of how often that may be. */
function Budget({ budget }: { readonly budget: Home['budget'] }) {
  const pips = Math.min(budget.of, MOST_PIPS);
  return (
    <div class="budget">
      <span class="budget-pips" aria-hidden="true">
        {Array.from({ length: pips }, (_, i) => (
          <span key={i} class={i < budget.used ? 'pip pip-used' : 'pip'} />
        ))}
      </span>
      <span>
        <b>{budget.words}</b>
        <span class="muted"> pages</span>
      </span>
    </div>
  );
}
