import { useState } from 'preact/hooks';
import type { IncidentDetail } from '../../../../src/core/api-incidents.ts';
import { Icon } from '../../components/icon.tsx';
import { acknowledge } from '../../deeds.ts';
import { type Key, useKeys } from '../../keyboard.ts';
import { go, href } from '../../router.ts';
import { mayAct, session } from '../../session.ts';
import { SilenceDialog } from './silence-dialog.tsx';
import { TicketDialog } from './ticket-dialog.tsx';
import { VerdictDialog, type VerdictWord } from './verdict-dialog.tsx';

type Open =
  | { readonly what: 'verdict'; readonly word: VerdictWord | null }
  | { readonly what: 'silence' | 'ticket' };

interface ActionsProps {
  readonly detail: IncidentDetail;
  readonly changed: () => void;
}

/** What a person may do about an incident, and the way to the ones beside it. */
export function Actions({ detail, changed }: ActionsProps) {
  const [open, setOpen] = useState<Open | null>(null);
  const { card, earlier, later, tickets } = detail;
  const { id, acknowledged, state } = card;
  const may = mayAct.value;
  const mayTake = may && acknowledged === null && state === 'open';
  const take = () => void acknowledge(id).then((done) => done && changed());
  const beside = (key: string, says: string, to: string | null): Key[] =>
    to === null ? [] : [{ key, says, run: () => go(href('incident', to)) }];
  useKeys([
    ...beside('j', 'the incident before it', earlier),
    ...beside('k', 'the incident after it', later),
    ...(mayTake ? [{ key: 'a', says: 'take it up', run: take }] : []),
    ...(may
      ? [
          {
            key: 'n',
            says: 'judge it as noise',
            run: () => setOpen({ what: 'verdict', word: 'noise' }),
          } satisfies Key,
          { key: 'v', says: 'judge it', run: () => setOpen({ what: 'verdict', word: null }) } satisfies Key,
          { key: 's', says: 'silence it', run: () => setOpen({ what: 'silence' }) } satisfies Key,
        ]
      : []),
  ]);
  const close = () => setOpen(null);
  const done = () => {
    close();
    changed();
  };
  return (
    <section class="actions" aria-label="What to do with this incident">
      {may ? (
        <>
          <button type="button" class="button button-main" disabled={!mayTake} onClick={take}>
            <Icon name="check" />
            {acknowledged === null ? 'Take it up' : 'Taken up'}
            <kbd>a</kbd>
          </button>
          <button type="button" class="button" onClick={() => setOpen({ what: 'verdict', word: null })}>
            <Icon name="review" />
            Judge
            <kbd>v</kbd>
          </button>
          <button type="button" class="button" onClick={() => setOpen({ what: 'silence' })}>
            <Icon name="mute" />
            Silence
            <kbd>s</kbd>
          </button>
          {tickets.channels.length > 0 && tickets.open.length === 0 && (
            <button type="button" class="button" onClick={() => setOpen({ what: 'ticket' })}>
              <Icon name="ticket" />
              Open a ticket
            </button>
          )}
        </>
      ) : (
        <span class="muted">
          {session.value?.readOnly === true
            ? 'logsift is not running: nothing can be changed here.'
            : 'You may look, not act.'}
        </span>
      )}
      {tickets.open.map(({ channel, reference }) => (
        <span key={channel} class="tag">
          ticket {reference} ({channel})
        </span>
      ))}
      <span class="bar-room" />
      <Beside to={earlier} name="Earlier" icon="back" />
      <Beside to={later} name="Later" icon="forward" />
      {open?.what === 'verdict' && (
        <VerdictDialog detail={detail} word={open.word} onClose={close} onDone={done} />
      )}
      {open?.what === 'silence' && <SilenceDialog detail={detail} onClose={close} onDone={done} />}
      {open?.what === 'ticket' && <TicketDialog detail={detail} onClose={close} onDone={done} />}
    </section>
  );
}

interface BesideProps {
  readonly to: string | null;
  readonly name: string;
  readonly icon: 'back' | 'forward';
}

function Beside({ to, name, icon }: BesideProps) {
  if (to === null) return null;
  return (
    <a class="icon-button" href={href('incident', to)} aria-label={`${name} incident`}>
      <Icon name={icon} />
    </a>
  );
}
