import type { Rule } from '../rule';
import { bothRules } from './both';
import { clientLoginRules } from './client-login';
import { clientPresenceChallengeListsRules } from './client-presence-challenge-lists';
import { clientSwitchboardRules } from './client-switchboard';
import { clientSynchronisationRules } from './client-synchronisation';
import { serverChallengeKeepaliveEndRules } from './server-challenge-keepalive-end';
import { serverListsGroupsSettingsRules } from './server-lists-groups-settings';
import { serverLoginRules } from './server-login';
import { serverPresenceRules } from './server-presence';
import { serverRobustnessRules } from './server-robustness';
import { serverSwitchboardRules } from './server-switchboard';
import { serverSynchronisationRules } from './server-synchronisation';

/**
 * Every testable statement of the protocol that the kit knows, in the order of the reference: both sides, clients, servers.
 *
 * In `statement`, `source` and `dispute` a key such as `[seed]` or `[impl:gaim]` names a witness. "lineage H" stands for all
 * the documents that descend from the one text of hypothetic.org (2003): together they are one witness.
 */
export const catalogue: readonly Rule[] = [
  ...bothRules,
  ...clientLoginRules,
  ...clientSynchronisationRules,
  ...clientPresenceChallengeListsRules,
  ...clientSwitchboardRules,
  ...serverLoginRules,
  ...serverSynchronisationRules,
  ...serverPresenceRules,
  ...serverChallengeKeepaliveEndRules,
  ...serverListsGroupsSettingsRules,
  ...serverSwitchboardRules,
  ...serverRobustnessRules,
];

const byId: ReadonlyMap<string, Rule> = new Map(catalogue.map((rule) => [rule.id, rule]));

/** The rule of this id (`S-ADD-01`, case counts), or undefined where there is none. */
export function ruleById(id: string): Rule | undefined {
  return byId.get(id);
}
