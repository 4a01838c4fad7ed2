/** Syslog's words for 0 to 7. */
export const SEVERITIES = [
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'info',
  'debug',
] as const;

type Look = 'bad' | 'warn' | 'plain' | 'none';

/** Each has its shape beside its colour: a cross, a triangle, a ring, a dash. */
const SHAPES: Readonly<Record<Look, string>> = {
  bad: 'M4 4l8 8M12 4l-8 8',
  warn: 'M8 3 14 13H2z',
  plain: 'M8 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z',
  none: 'M5 8h6',
};

/** What a line calls itself: shape, colour and word; `bare` leaves the word to screen readers. */
export function Severity({
  severity,
  bare = false,
}: {
  readonly severity: number | null;
  readonly bare?: boolean;
}) {
  const look = lookOf(severity);
  const word = severity === null ? 'no severity' : (SEVERITIES[severity] ?? 'unknown');
  return (
    <span class={`severity severity-${look}`}>
      <svg
        class="severity-shape"
        viewBox="0 0 16 16"
        width="12"
        height="12"
        aria-hidden="true"
        focusable="false"
      >
        <path d={SHAPES[look]} />
      </svg>
      <span class={bare ? 'visually-hidden' : ''}>{word}</span>
    </span>
  );
}

function lookOf(severity: number | null): Look {
  if (severity === null) return 'none';
  return severity <= 3 ? 'bad' : severity === 4 ? 'warn' : 'plain';
}
