import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { status } from '../pulse.ts';

interface PageHeadProps {
  readonly title: string;
  /** Stands beside the title, at its right where there is room. */
  readonly children?: ComponentChildren;
  /** Title of the window, where it is not that of the page. */
  readonly windowTitle?: string;
}

/** First heading of a page; names the window, too. */
export function PageHead({ title, children, windowTitle = title }: PageHeadProps) {
  const open = status.value?.open ?? 0;
  useEffect(() => {
    document.title = `${open > 0 ? `(${open}) ` : ''}${windowTitle} · logsift`;
  }, [windowTitle, open]);
  return (
    <header class="page-head">
      <h1>{title}</h1>
      {children !== undefined && <div class="page-head-side">{children}</div>}
    </header>
  );
}
