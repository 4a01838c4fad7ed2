interface GravityProps {
  readonly gravity: { readonly value: number; readonly word: 'low' | 'middling' | 'high' | 'grave' };
}

const BARS = { low: 1, middling: 2, high: 3, grave: 4 } as const;

/** How bad something reads: bars and a word. */
export function GravityWord({ gravity: { word } }: GravityProps) {
  return (
    <span class={`gravity gravity-${word}`}>
      <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true" focusable="false">
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            class={bar < BARS[word] ? 'gravity-on' : 'gravity-off'}
            x={bar * 4}
            y={9 - bar * 3}
            width="3"
            height={3 + bar * 3}
          />
        ))}
      </svg>
      {word}
    </span>
  );
}
