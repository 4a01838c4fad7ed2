/** Lines that machines and devices say when they go down to start anew, or come up again. */
const STARTS =
  /\bLinux version\b|\bsystem (?:is )?(?:going down for )?(?:re)?(?:boot|start)(?:ing|ed)?\b|\bStartup finished in\b|\breboot: Restarting system|\breload requested\b|\bSYS-5-RESTART\b|\b(?:cold|warm) ?start\b/i;
const MINUTE = 60_000;
/** What is due so shortly before or after such a line may fall into it. */
const AROUND = 15 * MINUTE;
/** A pause in which a host started anew is odd when more than one turn is left out. */
export const TURNS = 2.2;

/** Whether a kind of line, by its text, says that its host starts anew. */
export function tellsOfStart(text: string): boolean {
  return STARTS.test(text);
}

/** Whether a host that started anew at a time (epoch ms, NaN for never) did so in a span, or shortly before or after. */
export function isAroundStart(started: number, { from, to }: { from: number; to: number }): boolean {
  return started >= from - AROUND && started <= to + AROUND;
}

/** The words of a kind of line, in small letters. */
export function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{2,}/gu) ?? []);
}
