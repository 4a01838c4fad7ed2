/** Where to ask a logsift that listens there, as `HOST:PORT` of a URL: this machine, where it listens on all addresses. */
export function placeOf({ host, port }: { readonly host: string; readonly port: number }): string {
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `${near.includes(':') ? `[${near}]` : near}:${port}`;
}
