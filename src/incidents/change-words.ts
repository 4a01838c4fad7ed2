/** A line that says that something was changed. */
export interface Recognised {
  /** One line: "package openssl upgraded to 3.0.15". */
  readonly what: string;
  /** The program it is about, where that is not the one that wrote the line. */
  readonly app?: string;
  /** Stops and starts of the same thing are one restart; this is the thing. */
  readonly half?: { readonly kind: 'stopped' | 'started'; readonly unit: string };
}

interface Rule {
  /** In the text of the kind of line, `<*>` standing for what differs: whether it may say so at all. */
  readonly kind: RegExp;
  /** The program that says so, where others use such words for other things. */
  readonly app?: RegExp;
  readonly line: RegExp;
  readonly told: (
    groups: { readonly [name: string]: string | undefined },
    app: string | null,
  ) => Recognised | null;
}

/** Longest piece of a line that goes into what is told. */
const LONGEST = 80;
const MOST_READ = 500;
const NAME = '(?<name>[\\w.+@:/-]{1,80})';
const DEEDS: { readonly [word: string]: string } = {
  ...{ install: 'installed', installed: 'installed', upgrade: 'upgraded', upgraded: 'upgraded' },
  ...{ updated: 'upgraded', update: 'upgraded', remove: 'removed', removed: 'removed', erased: 'removed' },
  ...{ erase: 'removed', purge: 'removed', downgrade: 'downgraded', downgraded: 'downgraded' },
  ...{ reinstall: 'installed again', reinstalled: 'installed again' },
};

const RULES: readonly Rule[] = [
  {
    kind: /^(?:install|upgrade|remove|purge|<\*>) /,
    app: /^dpkg$/,
    line: new RegExp(`^(?<deed>install|upgrade|remove|purge) ${NAME} (?<old>\\S+) (?<new>\\S+)`),
    told: ({ deed, name, old, new: version }) =>
      packaged(deed!, name!, deed === 'upgrade' ? [old!, version!] : []),
  },
  {
    kind: /\b(?:Install|Updat|Upgrad|Eras|Remov|Downgrad|Reinstall)\w*:/i,
    app: /^(?:yum|dnf|dnf-automatic|rpm|microdnf|packagekitd?|zypper|\[RPM\])$/i,
    line: new RegExp(
      `^(?:SUBDEBUG )?(?<deed>Installed|Updated|Upgraded|Upgrade|Erased|Erase|Removed|Downgraded|Reinstalled): ${NAME}`,
      'i',
    ),
    told: ({ deed, name }) => packaged(deed!, name!, []),
  },
  {
    kind: /^(?:Packages that (?:will be|were) upgraded:|<\*> that (?:will be|were) upgraded:)/i,
    line: /^Packages that (?:will be|were) upgraded: (?<name>.{1,80})/i,
    told: ({ name }) => ({ what: `packages upgraded: ${name}` }),
  },
  {
    kind: /^(?:Stopped|Started|Reloaded|<\*>) /,
    app: /^systemd$/,
    line: /^(?<deed>Stopped|Started|Reloaded) (?<unit>.{1,80}?)\.?$/,
    told({ deed, unit }) {
      // Sessions, slices and timers come and go by themselves.
      if (/\b(?:[Ss]ession|[Uu]ser|slice|scope|target|timer)\b/.test(unit!)) return null;
      const [name] = unit!.split(' - ');
      const app = /^(.+)\.service$/.exec(name!)?.[1];
      const about = app === undefined ? {} : { app };
      if (deed === 'Reloaded') return { what: `${name} reloaded`, ...about };
      return {
        what: `${name} restarted`,
        ...about,
        half: { kind: deed === 'Stopped' ? 'stopped' : 'started', unit: name! },
      };
    },
  },
  {
    // Cisco IOS and NX-OS, IOS XR.
    kind: /\bConfigured from\b/i,
    line: /\bConfigured from (?<where>\S{1,40})(?: by (?<who>[^\s,]{1,40}))?/i,
    told: ({ where, who }) => ({
      what: `configuration changed from ${where}${who === undefined ? '' : ` by ${who}`}`,
    }),
  },
  {
    // Junos.
    kind: /\bcommit complete\b|\brequested .*commit\b|\bperformed commit\b/i,
    line: /\b(?:User '?(?<who>[\w.-]{1,40})'? (?:requested|performed)\b.*\bcommit\b|commit complete)/i,
    told: ({ who }) => ({ what: `configuration committed${who === undefined ? '' : ` by ${who}`}` }),
  },
  {
    kind: /\bconfig\w*\b.*\b(?:saved|changed|modified|committed|written|updated|reloaded|restored)\b/i,
    line: /\bconfig(?:uration|s)?\b[^.;]{0,60}?\b(?<deed>saved|changed|modified|committed|written|updated|reloaded|restored)\b(?!\s*(?:=|failed))/i,
    told: ({ deed }, app) => ({ what: `${app === null ? '' : `${app}: `}configuration ${deed}` }),
  },
  {
    kind: /\b(?:saved?|saving|reload(?:ed|ing)?|re-?read(?:ing)?|appl(?:ied|ying)|committed)\b.*\bconfig/i,
    line: /\b(?<deed>sav|reload|re-?read|appl|committ)\w*\b[^.;]{0,40}?\bconfig/i,
    told: ({ deed }, app) => ({
      what: `${app === null ? '' : `${app}: `}configuration ${/^sav|^committ/i.test(deed!) ? 'saved' : /^appl/i.test(deed!) ? 'applied' : 'reloaded'}`,
    }),
  },
  {
    kind: /\b(?:firmware|bios|bootrom)\b.*\b(?:upgrad|updat|install|download|activat|flash|burn)\w*/i,
    line: /\b(?<name>firmware|bios|bootrom)\b[^.;]{0,60}?\b(?:upgrad|updat|install|activat|flash|burn)(?:e?d|ing|e)?\b(?:[^.;]{0,40}?\b(?<version>v?\d+\.[\w.-]{1,30}))?/i,
    told: ({ name, version }) => firmware(name!, version),
  },
  {
    kind: /\b(?:upgrad|updat|install|activat|flash)\w*\b.*\b(?:firmware|bios|bootrom)\b/i,
    line: /\b(?:upgrad|updat|install|activat|flash)(?:e?d|ing)\b[^.;]{0,40}?\b(?<name>firmware|bios|bootrom)\b(?:[^.;]{0,40}?\b(?<version>v?\d+\.[\w.-]{1,30}))?/i,
    told: ({ name, version }) => firmware(name!, version),
  },
  {
    kind: /^Linux version /,
    line: /^Linux version (?<version>\S{1,60})/,
    told: ({ version }) => ({ what: `booted with Linux ${version}` }),
  },
  {
    kind: /\bsystem (?:is )?(?:re)?boot(?:ing|ed)?\b|\breboot: Restarting system|\bsystem (?:re)?(?:start|load)ed\b|\breload requested\b/i,
    line: /\b(?:system (?:is )?(?:going down for )?(?:reboot(?:ing|ed)?|restarted|reloaded)|reboot: Restarting system|reload requested)\b/i,
    told: () => ({ what: 'the machine restarted' }),
  },
];

/** What is asked of a line; its message is only made where its program may tell of changes. */
export interface ToldLine {
  readonly app: string | null;
  readonly message: string;
}

/**
 * Which lines of a kind may say that something was changed, by the text of their template; null for nearly all kinds.
 * To be asked once for each kind: what is given back is then asked of each line.
 */
export function changeReader(template: string): ((line: ToldLine) => Recognised | null) | null {
  const rules = RULES.filter(({ kind }) => kind.test(template));
  if (rules.length === 0) return null;
  return (told) => {
    const { app } = told;
    let message: string | null = null;
    for (const rule of rules) {
      if (rule.app !== undefined && !(app !== null && rule.app.test(app))) continue;
      message ??= told.message.slice(0, MOST_READ);
      const groups = rule.line.exec(message);
      if (groups === null) continue;
      const found = rule.told(groups.groups ?? {}, app);
      return found === null ? null : { ...found, what: plainLine(found.what) };
    }
    return null;
  };
}

function packaged(deed: string, name: string, [old, version]: readonly string[]): Recognised {
  const bare = name.replace(/:(?:amd64|arm64|i386|all|armhf)$/, '').slice(0, LONGEST);
  const to =
    old === undefined || version === undefined ? '' : ` from ${old.slice(0, 40)} to ${version.slice(0, 40)}`;
  return { what: `package ${bare} ${DEEDS[deed.toLowerCase()] ?? 'changed'}${to}`, app: bare };
}

function firmware(name: string, version: string | undefined): Recognised {
  const to = version === undefined ? '' : ` to ${version}`;
  return { what: `${name.toLowerCase() === 'bios' ? 'BIOS' : name.toLowerCase()} updated${to}` };
}

function plainLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
