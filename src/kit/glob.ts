/**
 * Whether a text fits a pattern in which `*` stands for any run of characters, letters of either case being alike.
 * Linear in the text for each star, whatever the pattern.
 */
export function fitsGlob(text: string, pattern: string): boolean {
  const [word, glob] = [text.toLowerCase(), pattern.toLowerCase()];
  let [i, j] = [0, 0];
  let [star, resume] = [-1, 0];
  while (i < word.length) {
    if (glob[j] === '*') {
      star = j++;
      resume = i;
    } else if (j < glob.length && glob[j] === word[i]) {
      i++;
      j++;
    } else if (star >= 0) {
      j = star + 1;
      i = ++resume;
    } else return false;
  }
  while (glob[j] === '*') j++;
  return j === glob.length;
}
