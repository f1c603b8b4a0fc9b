import type { Role } from '../rules';
import type { CaseDefinition } from './case-definition';
import { cucumber, type Envelope, FeatureError } from './cucumber';
import { neededPersonas } from './needed-personas';
import { isSlow } from './select-cases';

type Pickle = NonNullable<Envelope['pickle']>;

const RULE_TAG = /^@([CSX]-[A-Z]+-\d\d)$/;
const ROLE_TAGS: Readonly<Record<string, Role>> = { '@certify-client': 'client', '@certify-server': 'server' };

/**
 * Reads the features and lists the cases of a role, without running any; those that take minutes only where `slow` is set.
 *
 * @throws FeatureError when a feature cannot be read, or when two cases would have the same id.
 */
export async function loadCases(options: {
  readonly role: Role;
  readonly features: readonly string[];
  readonly slow?: true;
}): Promise<CaseDefinition[]> {
  const pickles: Pickle[] = [];
  await cucumber({
    paths: options.features,
    dryRun: true,
    onEnvelope: ({ pickle }) => {
      if (pickle !== undefined) {
        pickles.push(pickle);
      }
    },
  });
  const cases = pickles.map(caseOf).filter((definition) => definition.role === options.role);
  const ids = cases.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new FeatureError(`Two cases have the id ${twice}, and would share one trace file.`);
  }
  return options.slow === true ? cases : cases.filter((definition) => !isSlow(definition));
}

function caseOf(pickle: Pickle): CaseDefinition {
  const tags = [...new Set(pickle.tags.map(({ name }) => name))];
  const role = tags.map((tag) => ROLE_TAGS[tag]).find((one) => one !== undefined) ?? 'server';
  const title = pickle.name.replace(/, the kit plays the (client|server)$/, '');
  return {
    id: [role, featureSlug(pickle.uri), slug(title)].join('/'),
    title,
    role,
    rules: tags.flatMap((tag) => RULE_TAG.exec(tag)?.[1] ?? []),
    tags,
    needs: role === 'server' ? neededPersonas(pickle) : [],
    uri: pickle.uri,
    line: pickle.location?.line ?? 0,
  };
}

/** `features/example-session/04-synchronisation.feature` → `synchronisation`. */
function featureSlug(uri: string): string {
  const file = uri.split(/[\\/]/).at(-1) ?? uri;
  return slug(file.replace(/\.feature$/, '').replace(/^\d+-/, ''));
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
