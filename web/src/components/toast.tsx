import { signal } from '@preact/signals';
import { Icon } from './icon.tsx';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'failed';
}

const toasts = signal<readonly Toast[]>([]);
let last = 0;
/** Long enough to be read; what failed stays until it is closed. */
const STAYS = 6_000;
const MOST = 4;

/** Says in a corner what came of something that a person did. */
export function toast(text: string, kind: Toast['kind'] = 'done'): void {
  const id = ++last;
  toasts.value = [...toasts.peek(), { id, text, kind }].slice(-MOST);
  if (kind === 'done') setTimeout(() => close(id), STAYS);
}

function close(id: number): void {
  toasts.value = toasts.peek().filter((one) => one.id !== id);
}

/** The corner itself. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, kind }) => (
        <div key={id} class={`toast toast-${kind}`}>
          <Icon name={kind === 'done' ? 'check' : 'incidents'} />
          <span>{text}</span>
          <button type="button" class="icon-button" aria-label="Close message" onClick={() => close(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
