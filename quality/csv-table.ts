/** Rows of a CSV text (RFC 4180) as objects keyed by the names in its first record. */
export function csvTable(text: string): Record<string, string>[] {
  const [header, ...rows] = csvRecords(text);
  if (header === undefined) return [];
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

function csvRecords(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let i = 0;
  while (i < text.length) {
    let cell = '';
    if (text[i] === '"') {
      let end = i + 1;
      while (end < text.length && (text[end] !== '"' || text[end + 1] === '"'))
        end += text[end] === '"' ? 2 : 1;
      cell = text.slice(i + 1, end).replaceAll('""', '"');
      i = end + 1;
    } else {
      const match = /[,\r\n]/g;
      match.lastIndex = i;
      const end = match.exec(text)?.index ?? text.length;
      cell = text.slice(i, end);
      i = end;
    }
    record.push(cell);
    if (text[i] === ',') {
      i++;
      continue;
    }
    if (text[i] === '\r') i++;
    i++;
    records.push(record);
    record = [];
  }
  return records;
}
