import { effect, signal } from '@preact/signals';
import type { Zone } from './moment.ts';

export type Theme = 'dark' | 'light' | 'system';

/** Zone in which times are shown. */
export const zone = signal<Zone>(kept('zone', ['browser', 'utc']) ?? 'browser');
export const theme = signal<Theme>(kept('theme', ['dark', 'light', 'system']) ?? 'dark');
/** Whether single letters do things; speech input and fat fingers want them off. */
export const letterKeys = signal<'on' | 'off'>(kept('keys', ['on', 'off']) ?? 'on');

const systemLight = matchMedia('(prefers-color-scheme: light)');
const system = signal<'dark' | 'light'>(systemLight.matches ? 'light' : 'dark');

/** Look of the page just now; charts draw themselves anew when it changes. */
export const look = signal<'dark' | 'light'>('dark');

/** Whether the tour of a demo was closed once; then it never comes again. */
export function isTourSeen(): boolean {
  return kept('tour', ['seen']) !== null;
}

export function keepTourSeen(): void {
  keep('tour', 'seen');
}

/** Follows what is chosen and the system's look. */
export function followSettings(): void {
  systemLight.addEventListener('change', () => {
    system.value = systemLight.matches ? 'light' : 'dark';
  });
  effect(() => {
    const next = theme.value === 'system' ? system.value : theme.value;
    document.documentElement.dataset.theme = next;
    look.value = next;
  });
  effect(() => keep('zone', zone.value));
  effect(() => keep('theme', theme.value));
  effect(() => keep('keys', letterKeys.value));
}

function kept<T extends string>(name: string, known: readonly T[]): T | null {
  try {
    const value = localStorage.getItem(`logsift.${name}`);
    return known.find((one) => one === value) ?? null;
  } catch {
    // Storage may be forbidden; then choices last as long as the page.
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`logsift.${name}`, value);
  } catch {
    // As above.
  }
}
