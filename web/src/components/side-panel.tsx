import type { ComponentChildren } from 'preact';
import { useKeys } from '../keyboard.ts';
import { Icon } from './icon.tsx';

interface SidePanelProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** What is said of a chosen row: beside the list, or below it where there is little room. */
export function SidePanel({ title, onClose, children }: SidePanelProps) {
  useKeys([{ key: 'Escape', says: 'close what was opened', run: onClose }]);
  return (
    <aside class="side-panel" aria-label={title}>
      <div class="side-panel-head">
        <h2>{title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </aside>
  );
}
