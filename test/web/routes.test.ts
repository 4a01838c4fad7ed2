import { describe, expect, it } from 'vitest';
import { pathOf, queryText, routeOf } from '../../web/src/routes.ts';

describe('routeOf', () => {
  it('knows the pages, and those whose address ends in a name', () => {
    expect(routeOf('/')).toEqual({ page: 'home', subject: '' });
    expect(routeOf('/incidents')).toEqual({ page: 'incidents', subject: '' });
    expect(routeOf('/incident/3fa9c2d1')).toEqual({ page: 'incident', subject: '3fa9c2d1' });
    expect(routeOf('/host/web01.example.com/')).toEqual({ page: 'host', subject: 'web01.example.com' });
  });

  it('calls anything else nowhere', () => {
    for (const path of [
      '/incident',
      '/host/a/b',
      '/live/x',
      '/constructor',
      '/__proto__',
      '/nowhere',
      '/host/%E0%A4%A',
    ])
      expect(routeOf(path).page, path).toBe('nowhere');
  });

  it('comes back to every name that a log may hold', () => {
    for (const name of [
      'a b',
      '../../etc/passwd',
      'javascript:alert(1)',
      '<script>',
      'a/b?c#d',
      '%2e%2e',
      '\u202e',
    ])
      expect(routeOf(pathOf('host', name))).toEqual({ page: 'host', subject: name });
  });
});

describe('queryText', () => {
  it('leaves out what is not set, and escapes the rest', () => {
    expect(queryText({ a: null, b: undefined, c: '' })).toBe('');
    expect(queryText({ last: '6h', q: 'a&b=c' })).toBe('?last=6h&q=a%26b%3Dc');
  });
});
