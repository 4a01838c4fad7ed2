export type UrgencyWord = 'urgent' | 'odd' | 'minor';

/** Each has its shape, its colour and its word. */
const SHAPES: Readonly<Record<UrgencyWord, string>> = {
  urgent: 'M5.2 1.500h5.600L14.500 5.200v5.600L10.800 14.500H5.200L1.500 10.800V5.200z',
  odd: 'M8 1.800 14.800 14H1.200z',
  minor: 'M8 13.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11z',
};

interface UrgencyMarkProps {
  readonly urgency: UrgencyWord;
  /** Only the shape; the word is for screen readers. */
  readonly bare?: boolean;
}

/** How much attention something asks for: shape, colour and word. */
export function UrgencyMark({ urgency, bare = false }: UrgencyMarkProps) {
  return (
    <span class={`urgency urgency-${urgency}`}>
      <svg
        class="urgency-shape"
        viewBox="0 0 16 16"
        width="14"
        height="14"
        aria-hidden="true"
        focusable="false"
      >
        <path d={SHAPES[urgency]} />
      </svg>
      <span class={bare ? 'visually-hidden' : 'urgency-word'}>{urgency}</span>
    </span>
  );
}
