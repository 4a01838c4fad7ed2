import type { MachineInputs } from './machine-inputs.ts';
import type { portsInUse } from './ports-in-use.ts';

const MOST_LISTED = 30;

/** What a starter file is made for. */
export interface StarterFacts {
  readonly hostname: string;
  readonly inputs: MachineInputs;
  readonly ports: ReturnType<typeof portsInUse>;
}

/**
 * A commented configuration for what was found on a machine. It says what holds anyway, so that it changes nothing
 * until somebody edits it.
 */
export function starterConfig({ hostname, inputs, ports }: StarterFacts): string {
  return `# logsift on ${comment(hostname)}. Everything here is optional; what is not said is by default.
# After a change: logsift config check && logsift reload
# A # without a blank behind it, or with two, stands before a setting: take it away to use that.
# All settings, with what holds now and where it was said: logsift config print --effective

${sources(inputs)}
${listen(ports)}
# Who is told. The terminal is what standard output is; below systemd that is its journal.
notifiers:
  - type: terminal
#  - type: slack
#    # A file of one line that nobody else may read (chmod 600).
#    url_file: \${CREDENTIALS_DIRECTORY:-/etc/logsift}/slack-webhook

# How often a person may be interrupted; what is over it is listed in the digest of the morning.
#budget: 3/day

# What happened, every morning, also when all is well; best by mail.
#report: { at: "08:00", to: [terminal] }

# Rules of your own, asked before those that come with logsift: logsift rules list
#rules:
#  files: [rules.yaml]

# A service that calls you when logsift itself has stopped.
#watchdog:
#  heartbeat_file: \${CREDENTIALS_DIRECTORY:-/etc/logsift}/heartbeat-url

# A log store that gets findings and kept events only.
#output:
#  forward:
#    address: tls://logs.example.org:6514
`;
}

function sources(inputs: MachineInputs): string {
  const journal = {
    readable: 'the journal',
    closed: 'no journal, as this user may not read it',
    none: 'no journal, as there is none',
  }[inputs.journal];
  const lines = [
    `# What is read. \`machine\` is here: ${journal}, and these files:`,
    ...listed(inputs.files.length === 0 ? ['(none)'] : inputs.files),
  ];
  if (inputs.left.length > 0) {
    lines.push('# Not read:', ...listed(inputs.left.map(({ path, reason }) => `${path} (${reason})`)));
  }
  for (const note of inputs.notes) lines.push(`# ${comment(note)}`);
  return `${lines.join('\n')}
sources:
  - type: machine
#  - type: file
#    paths: [/srv/app/logs/*.log]
`;
}

function listed(items: readonly string[]): string[] {
  const shown = items.slice(0, MOST_LISTED).map((item) => `# - ${comment(item)}`);
  return items.length > shown.length ? [...shown, `# - and ${items.length - shown.length} more`] : shown;
}

function listen({ udp, tcp }: StarterFacts['ports']): string {
  const taken = (port: number) => {
    const which = [...(udp.has(port) ? ['UDP'] : []), ...(tcp.has(port) ? ['TCP'] : [])].join(' and ');
    return which === '' ? '' : `# Something listens on ${port} ${which} already.\n`;
  };
  return `# Where syslog of switches and servers is taken in, UDP and TCP; 0.0.0.0 is for the network.
${taken(514)}${taken(5514)}listen: ['127.0.0.1:5514']
#listen: ['0.0.0.0:5514']
`;
}

/** Names of files are chosen by others: one with a line break in it must not end the comment. */
function comment(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?');
}
