import type { Precision, Share } from '../core/precision.ts';
import { count } from '../core/words.ts';

/**
 * What people said of pages, a sentence each: of all, then by detector where there are several. Empty where nothing was
 * judged or missed.
 */
export function precisionWords({ all, detectors, missed }: Precision): string[] {
  return [
    ...(all.judged === 0 ? [] : [shareWords(all)]),
    ...(detectors.length < 2 ? [] : detectors.map((one) => `${one.detector}: ${shareWords(one)}`)),
    ...(missed === 0 ? [] : [`${count(missed, 'time')} something was missed`]),
  ];
}

/** `of 12 pages judged, 10 real (precision 83 %, 55–95 %)`. */
function shareWords({ judged, real, interval: [low, high] }: Share): string {
  const whole = (share: number) => Math.round(share * 100);
  return `of ${count(judged, 'page')} judged, ${real} real (precision ${whole(real / judged)} %, ${whole(low)}–${whole(high)} %)`;
}
