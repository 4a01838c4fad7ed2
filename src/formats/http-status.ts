/** Severity of the HTTP status at `at`: 5xx error, 4xx warning, others informational; −1 when there is none. */
export function severityOfStatus(bytes: Uint8Array, at: number, end: number): number {
  if (at + 3 > end || (at + 3 < end && bytes[at + 3] !== 32)) return -1;
  const hundreds = bytes[at]! - 48;
  for (let i = at; i < at + 3; i++) if (bytes[i]! < 48 || bytes[i]! > 57) return -1;
  if (hundreds === 5) return 3;
  return hundreds === 4 ? 4 : 6;
}
