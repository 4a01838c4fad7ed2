/** Whether text that looks like an address is one: `12:30:45` and `999.1.2.3` are none. */
export function isAddress(text: string): boolean {
  if (!text.includes(':')) {
    return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);
  }
  const groups = text.split(':');
  if (text.includes('::')) return groups.length <= 8;
  return groups.length === 8 && groups.every((group) => group !== '');
}
