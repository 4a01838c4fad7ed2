import { describe, expect, it } from 'vitest';
import { isRotatedName, logName } from '../../src/sources/rotated-name.ts';

describe('the name of a log', () => {
  it.each([
    ['/var/log/syslog', 'syslog'],
    ['/var/log/syslog.1', 'syslog'],
    ['/var/log/syslog.2.gz', 'syslog'],
    ['syslog-20260314', 'syslog'],
    ['syslog-20260314.zst', 'syslog'],
    ['syslog-2026-03-14', 'syslog'],
    ['syslog-20260314-1773446400', 'syslog'],
    ['app.log.2026-03-14', 'app.log'],
    ['app.log-1773446400', 'app.log'],
    ['app.1.log', 'app.log'],
    ['app-20260314.log.gz', 'app.log'],
    ['app.log.old', 'app.log'],
    ['syslog-ng', 'syslog-ng'],
    ['web-01.log', 'web-01.log'],
    ['php8.2-fpm.log', 'php8.2-fpm.log'],
    ['access_ssl.log', 'access_ssl.log'],
    ['kern.log', 'kern.log'],
    ['app.log.gz', 'app.log'],
  ])('of %s is %s', (path, name) => {
    expect(logName(path)).toBe(name);
    expect(isRotatedName(path)).toBe(name !== path.replace('/var/log/', ''));
  });
});
