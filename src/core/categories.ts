/** What an escalated line is about, in the order in which lists show them. */
export const CATEGORIES = [
  'link',
  'neighbour',
  'spanning-tree',
  'power',
  'fan',
  'temperature',
  'memory',
  'disk',
  'filesystem',
  'process',
  'authentication',
  'intrusion',
  'configuration',
  'hardware',
  'storage',
  'mail',
  'web',
  'database',
  'network',
  'time',
  'other',
] as const;

export type Category = (typeof CATEGORIES)[number];
