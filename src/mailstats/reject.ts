import { domainOf } from './mail-words.ts';

/** What a rejection is counted by: at which command, why, and whom it met. */
export type Rejection = readonly [command: string, reason: string, who: string];

/** Reads a line of `reject:`, `reject_warning:`, `hold:` or `discard:` as pflogsumm's `proc_smtpd_reject` does. */
export function rejectionOf(text: string): Rejection {
  const [, command = '', from = '', rest = ''] =
    /^.* \b(?:reject(?:_warning)?|hold|discard): ([^ \t\r\f\v]+) from ([^ \t\r\f\v]+?): (.*)$/s.exec(text) ??
    [];
  const reason = reasonOf(command, rest);
  if (/^Sender address rejected:/.test(reason)) {
    return [command, reason, /from=<([^>]+)>/.exec(rest)?.[1] ?? '<>'];
  }
  if (/^(Recipient address rejected:|User unknown( |$))/.test(reason)) {
    return [command, reason, recipientOf(rest)];
  }
  const pipelining = /^.*?\d{3} (Improper use of SMTP command pipelining);.*$/s.exec(reason);
  if (pipelining !== null) {
    const [, client = ''] = /^.+? from ([^ \t\r\f\v]+?):.*$/s.exec(text) ?? [];
    return [command, pipelining[1]!, client];
  }
  const size = /^.*?\d{3} (Message size exceeds fixed limit);.*$/s.exec(reason);
  if (size !== null) return [command, size[1]!, domainOf(from)];
  const local = /^.*?\d{3} (Server configuration (?:error|problem));.*$/s.exec(reason);
  return [command, local === null ? reason : `(Local) ${local[1]!}`, domainOf(from)];
}

function reasonOf(command: string, rest: string): string {
  switch (command) {
    case 'RCPT':
    case 'DATA':
    case 'CONNECT':
      return (
        rest
          // What is in angle brackets was said by the client and may be anything.
          .replace(/^(\d{3} <).*?(>:)/s, '$1$2')
          .replace(/^(?:\d{3} \d\.\d\.\d )(Protocol error);.*$/s, '$1')
          .replace(/^(?:.*?[:;] )(?:\[[^\]]+\] )?([^;,]+)[;,].*$/s, '$1')
          .replace(/^((?:Sender|Recipient) address rejected: [^:]+):.*$/s, '$1')
          .replace(/(client|Client host|Sender address) .+? blocked/s, 'blocked')
      );
    case 'MAIL':
      return rest.replace(/^\d{3} (?:<.+>: )?([^;:]+)[;:]?.*$/s, '$1');
    default:
      return rest.replace(/^(?:.*[:;] )?([^,]+).*$/s, '$1');
  }
}

function recipientOf(rest: string): string {
  return (
    /to=<([^>]+)>/.exec(rest)?.[1] ??
    /\d{3} <([^>]+)>: User unknown /.exec(rest)?.[1] ??
    /to=<(.*?)(?:[, ]|$)/s.exec(rest)?.[1] ??
    '<>'
  );
}
