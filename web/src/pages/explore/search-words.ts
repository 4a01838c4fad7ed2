/** Words that were searched for, as they are to be pointed out in lines: `"as it stands"` is one. */
export function searchWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const word = quoted ?? plain ?? '';
    if (word.trim() !== '') words.push(word);
  }
  return words.slice(0, 20);
}
