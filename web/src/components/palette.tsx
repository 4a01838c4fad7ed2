import { signal } from '@preact/signals';
import { useId, useState } from 'preact/hooks';
import type { IncidentPage } from '../../../src/core/api-incidents.ts';
import { useApi } from '../api.ts';
import { go, href } from '../router.ts';
import { Dialog } from './dialog.tsx';
import { Icon, type IconName } from './icon.tsx';
import { PLACES } from './navigation.tsx';

/** Whether the palette is open. */
export const seeking = signal(false);

interface Target {
  readonly key: string;
  readonly icon: IconName;
  readonly text: string;
  readonly kind: string;
  readonly address: string;
}

/** Goes anywhere by typing: pages, incidents, hosts, a search of the lines. */
export function Palette() {
  return seeking.value ? <Open /> : null;
}

function Open() {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const wanted = text.trim();
  const { data } = useApi<IncidentPage>(wanted.length < 2 ? null : 'incidents', {
    query: { text: wanted, limit: 5 },
  });
  const targets = [...pages(wanted), ...searches(wanted), ...incidents(wanted.length < 2 ? null : data)];
  const chosen = Math.min(at, targets.length - 1);
  const close = () => (seeking.value = false);
  const enter = (target: Target | undefined) => {
    if (target === undefined) return;
    close();
    go(target.address);
  };
  return (
    <Dialog title="Go to" onClose={close} class="palette">
      <input
        class="palette-field"
        role="combobox"
        aria-label="Page, host, incident, or words of a line"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={targets.length > 0 ? `${list}-${chosen}` : ''}
        placeholder="Page, host, incident, or words of a line"
        autocomplete="off"
        spellcheck={false}
        // The dialog was opened to type into this
        autoFocus
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step !== 0) {
            event.preventDefault();
            setAt((chosen + step + targets.length) % Math.max(1, targets.length));
          } else if (event.key === 'Enter') {
            event.preventDefault();
            enter(targets[chosen]);
          }
        }}
      />
      <div class="palette-list" id={list} role="listbox" aria-label="Where to go">
        {targets.map((target, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above hears the keyboard for the list
          <div
            key={target.key}
            id={`${list}-${i}`}
            class="palette-row"
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            onClick={() => enter(target)}
          >
            <Icon name={target.icon} />
            <span class="palette-text">{target.text}</span>
            <span class="muted">{target.kind}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function pages(wanted: string): Target[] {
  return PLACES.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase())).map(
    ({ page, icon, name }) => ({ key: page, icon, text: name, kind: 'page', address: href(page) }),
  );
}

function searches(wanted: string): Target[] {
  if (wanted === '') return [];
  const word = !/\s/.test(wanted);
  return [
    {
      key: '?search',
      icon: 'explore',
      text: wanted,
      kind: 'search the lines',
      address: href('explore', '', { text: wanted }),
    },
    ...(word
      ? [
          {
            key: '?host',
            icon: 'explore' as const,
            text: wanted,
            kind: 'host of this name',
            address: href('host', wanted),
          },
        ]
      : []),
    ...(/^[0-9a-f]{4,32}$/.test(wanted)
      ? [
          {
            key: '?incident',
            icon: 'incidents' as const,
            text: wanted,
            kind: 'incident of this id',
            address: href('incident', wanted),
          },
        ]
      : []),
  ];
}

function incidents(data: IncidentPage | null): Target[] {
  return (data?.items ?? []).map(({ id, headline }) => ({
    key: id,
    icon: 'incidents',
    text: headline,
    kind: 'incident',
    address: href('incident', id),
  }));
}
