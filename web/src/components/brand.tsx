/** The mark of the program: lines, and the one that does not fit. */
export function Brand() {
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false">
      <path d="M5 9h22M5 16h11M5 23h15" />
      <circle cx="24" cy="16" r="3.5" />
    </svg>
  );
}
