/** z of a normal distribution for 95 %. */
const Z = 1.959964;

/**
 * Between which shares (0–1) the true one lies with 95 % when `hits` of `all` were hits: Wilson's score interval (1927),
 * which holds for few of them, too. All that is possible when there is none.
 */
export function shareInterval(hits: number, all: number): readonly [low: number, high: number] {
  if (!(all > 0)) return [0, 1];
  const share = hits / all;
  const middle = share + Z ** 2 / (2 * all);
  const half = Z * Math.sqrt((share * (1 - share)) / all + Z ** 2 / (4 * all ** 2));
  const scale = 1 + Z ** 2 / all;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}
