import type { Category } from '../src/core/categories.ts';

/**
 * What the tags of napalm-logs are about in our words, written down from the descriptions of its events
 * (napalm-logs.readthedocs.io, "Messages") before any format was made to fit. Sessions with a neighbour and what is
 * learnt over them are `neighbour`; whatever has a user coming or going is `authentication`.
 */
export const CATEGORY_OF_TAG: Readonly<Record<string, Category>> = {
  AGENT_INITIALIZED: 'process',
  AUTORESPONSE: 'other',
  BFD_STATE_CHANGE: 'neighbour',
  BGP_NEIGHBOR_STATE_CHANGED: 'neighbour',
  BGP_PREFIX_LIMIT_EXCEEDED: 'neighbour',
  BGP_PREFIX_THRESH_EXCEEDED: 'neighbour',
  CONFIGURATION_COMMIT_COMPLETED: 'configuration',
  FORWARD_TRAFFIC: 'network',
  INTERFACE_DOWN: 'link',
  INTERFACE_DUPLEX_MODE: 'link',
  INTERFACE_UP: 'link',
  ISIS_NEIGHBOR_DOWN: 'neighbour',
  ISIS_NEIGHBOR_UP: 'neighbour',
  LOCAL_TRAFFIC: 'network',
  MAINTENANCE_MODE_ENDED: 'configuration',
  MAINTENANCE_MODE_STARTED: 'configuration',
  NTP_SERVER_UNREACHABLE: 'time',
  OSPF_NEIGHBOR_DOWN: 'neighbour',
  OSPF_NEIGHBOR_UP: 'neighbour',
  PROCESS_RESTART: 'process',
  PROCESS_STARTED: 'process',
  PROCESS_TERMINATED: 'process',
  RXDATA: 'other',
  SIGNAL: 'link',
  STP_BLOCK_BPDUGUARD: 'spanning-tree',
  USER_ENTER_CONFIG_MODE: 'configuration',
  USER_EXIT_CONFIG_MODE: 'configuration',
  USER_LOGIN: 'authentication',
  USER_LOGOUT: 'authentication',
  USER_WRITE_CONFIG: 'configuration',
};
