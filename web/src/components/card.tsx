import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface CardProps {
  readonly title: string;
  /** At the right of the title: a count, a link. */
  readonly side?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** A part of a page with a title. */
export function Card({ title, side, children, class: more = '' }: CardProps) {
  const id = useId();
  return (
    <section class={`card ${more}`.trim()} aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{title}</h2>
        {side !== undefined && <div class="card-side">{side}</div>}
      </div>
      {children}
    </section>
  );
}
