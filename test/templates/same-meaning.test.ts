import { describe, expect, test } from 'vitest';
import { mayMeanTheSame } from '../../src/templates/same-meaning.ts';

describe('other words for the same', () => {
  test.each([
    [
      'sshd',
      'Accepted publickey for <*> from <*> port <*>',
      'login by public key accepted: user <*>, peer <*>:<*>',
    ],
    ['sshd', 'Failed password for <*> from <*>', 'password of <*> was wrong, log-in failed from <*>'],
    [
      'sudo',
      '<*> : TTY=<*> ; PWD=<*> ; USER=<*> ; COMMAND=<*>',
      'user <*> runs COMMAND=<*> on TTY=<*> in PWD=<*> as USER=<*>',
    ],
    [
      'nginx',
      'upstream timed out (<*>) while reading from <*>',
      'timed out while reading (<*>), upstream <*>',
    ],
    ['postfix', '<*>: to=<<*>>, relay=<*>, status=sent', 'sent <*> to <<*>> through relay <*>'],
    ['postfix', 'connect to <*>: Connection refused', '<*> refused the connection'],
    ['kernel', '<*>: link becomes ready', 'link <*> is ready'],
    ['cron', '(<*>) CMD (<*>)', 'CMD <*> of (<*>)'],
    ['firewall', 'DROP IN=<*> SRC=<*> DST=<*>', 'dropped on IN=<*> from SRC=<*> to DST=<*>'],
    ['dhcpd', 'DHCPACK on <*> to <*> via <*>', 'sent DHCPACK of <*> to client <*> through relay <*>'],
    ['smbd', '<*> closed connection to service <*>', 'share <*>: connection from <*> closed'],
    ['app', 'request failed: <*>', 'request could not be answered: <*>'],
    ['systemd', 'Starting <*>...', 'Start of <*>...'],
  ])('%s: %s', (_app, old, young) => {
    expect(mayMeanTheSame(old, young)).toBe(true);
  });
});

describe('not the same', () => {
  test.each([
    [
      'sshd',
      'Accepted publickey for <*> from <*> port <*> ssh2',
      'Accepted password for <*> from <*> port <*> ssh2',
    ],
    [
      'sshd',
      'Accepted publickey for ansible from <*> port <*> ssh2: <*> <*>',
      'Accepted password for backup from <*> port <*> ssh2',
    ],
    ['sshd', 'Failed password for <*> from <*>', 'Accepted password for <*> from <*>'],
    ['sshd', 'Failed password for <*> from <*>', 'Failed password for invalid user <*> from <*>'],
    ['sshd', 'session opened for user <*>', 'session closed for user <*>'],
    ['sshd', 'Connection closed by <*>', 'Connection closed by authenticating user root <*> [preauth]'],
    ['sudo', 'session opened for user deploy by <*>', 'session opened for user root by <*>'],
    ['sudo', '<*> : command allowed ; COMMAND=<*>', '<*> : command not allowed ; COMMAND=<*>'],
    ['nginx', 'worker process <*> exited with code <*>', 'worker process <*> exited on signal <*>'],
    ['nginx', 'upstream <*> is up', 'upstream <*> was found down'],
    [
      'postfix',
      '<*>: to=<<*>>, relay=<*>, status=sent (<*>)',
      '<*>: to=<<*>>, relay=<*>, status=deferred (<*>)',
    ],
    ['postfix', 'connect to <*>: Connection established', 'connect to <*>: Connection refused'],
    ['kernel', '<*>: link up, <*> Mbps', '<*>: link is down, <*> Mbps'],
    ['kernel', 'md<*>: array is clean', 'md<*>: array has failed'],
    ['cron', '(<*>) BEGIN EDIT (<*>)', '(<*>) REPLACE (<*>)'],
    ['firewall', 'ACCEPT IN=<*> SRC=<*> DST=<*>', 'DROP IN=<*> SRC=<*> DST=<*>'],
    ['firewall', 'Built outbound TCP connection <*> for <*>', 'Built inbound TCP connection <*> for <*>'],
    ['firewall', 'access-list <*> permitted tcp <*>', 'tcp <*> was denied by access-list <*>'],
    ['dhcpd', 'DHCPOFFER on <*> to <*> via <*>', 'DHCPNAK on <*> to <*> via <*>'],
    ['mounts', 'volume <*> mounted at <*>', 'volume <*> unmounted from <*>'],
  ])('%s: %s', (_app, old, young) => {
    expect(mayMeanTheSame(old, young)).toBe(false);
    expect(mayMeanTheSame(young, old)).toBe(false);
  });
});
