import { catalogue, type Role } from '../rules';
import type { CaseDefinition } from './case-definition';
import { cucumber, type Envelope, FeatureError } from './cucumber';
import { neededPersonas } from './needed-personas';
import type { OwnFeatures } from './own-features';
import { isSlow } from './select-cases';

type Pickle = NonNullable<Envelope['pickle']>;

const RULE_TAG = /^@([CSX]-[A-Z]+-\d\d)$/;
/** The tag of scenarios that are not of the kit. */
const OWN_TAG = '@own';
const ROLE_TAGS: Readonly<Record<string, Role>> = { '@certify-client': 'client', '@certify-server': 'server' };

/**
 * Reads the features of the kit and lists the cases of a role, without running any; those that take minutes only where `slow` is set. Whether each step
 * exists is not looked at: the tests have.
 *
 * @throws FeatureError when a feature cannot be read, or when two cases would have the same id.
 */
export async function loadCases(options: {
  readonly role: Role;
  readonly features: readonly string[];
  readonly slow?: true;
}): Promise<CaseDefinition[]> {
  const pickles = await picklesOf(options.features);
  const cases = pickles.map(caseOf).filter((definition) => definition.role === options.role);
  refuseSameIds(cases);
  return options.slow === true ? cases : cases.filter((definition) => !isSlow(definition));
}

/**
 * Lists the cases of a role in features that are not of the kit, slow ones too. Their ids begin with `own-` behind the role, and each has the tag `@own`.
 *
 * @throws FeatureError, one sentence with file and line, when a feature cannot be read, a step is none of ours, a rule does not exist, a scenario is for
 * neither role or two have one title.
 */
export async function loadOwnCases(options: {
  readonly role: Role;
  readonly features: OwnFeatures;
}): Promise<CaseDefinition[]> {
  const { role, features } = options;
  let pickles: readonly Pickle[];
  try {
    pickles = await picklesWithSteps(features.paths);
  } catch (error) {
    throw error instanceof FeatureError ? new FeatureError(features.named(error.message)) : error;
  }
  const cases = pickles.map((pickle) => ownCaseOf(pickle, features));
  refuseSameIds(cases);
  return cases.filter((definition) => definition.role === role);
}

/** The scenarios of features, as they are written. */
export async function picklesOf(paths: readonly string[]): Promise<readonly Pickle[]> {
  const pickles: Pickle[] = [];
  await cucumber({
    paths,
    only: 'scenarios',
    onEnvelope: ({ pickle }) => {
      if (pickle !== undefined) {
        pickles.push(pickle);
      }
    },
  });
  return pickles;
}

/** The scenarios of features, each with steps that exist. */
async function picklesWithSteps(paths: readonly string[]): Promise<readonly Pickle[]> {
  const pickles: Pickle[] = [];
  const steps = new Map<string, { readonly text: string; readonly pickle: Pickle }>();
  let unknown: string | undefined;
  await cucumber({
    paths,
    only: 'steps',
    onEnvelope: ({ pickle, testCase }) => {
      if (pickle !== undefined) {
        pickles.push(pickle);
        for (const { id, text } of pickle.steps) {
          steps.set(id, { text, pickle });
        }
      }
      for (const { pickleStepId = '', stepDefinitionIds } of testCase?.testSteps ?? []) {
        const step = steps.get(pickleStepId);
        if (step !== undefined && stepDefinitionIds?.length === 0) {
          unknown ??= `${placeOf(step.pickle)}: "${step.text}" is none of the steps of the kit (docs/writing-scenarios.md).`;
        }
      }
    },
  });
  if (unknown !== undefined) {
    throw new FeatureError(unknown);
  }
  return pickles;
}

function placeOf({ uri, location }: Pickle): string {
  return `${uri}:${location?.line ?? 0}`;
}

function refuseSameIds(cases: readonly CaseDefinition[]): void {
  const ids = cases.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new FeatureError(`Two cases have the id ${twice}, and would share one trace file.`);
  }
}

function ownCaseOf(pickle: Pickle, features: OwnFeatures): CaseDefinition {
  const place = features.named(placeOf(pickle));
  // Properties are no scenarios.
  const tags = [...new Set(pickle.tags.map(({ name }) => name).filter((name) => name !== '@property')), OWN_TAG];
  const role =
    tags.map((tag) => ROLE_TAGS[tag]).find((one) => one !== undefined) ??
    pickle.steps.map(({ text }) => SIDES[text]).find((one) => one !== undefined);
  if (role === undefined) {
    throw new FeatureError(
      `${place}: the scenario has neither @certify-server nor @certify-client, so nobody knows whom it is for.`,
    );
  }
  const rules = tags.flatMap((tag) => RULE_TAG.exec(tag)?.[1] ?? []);
  const unknown = rules.find((id) => !catalogue.some((rule) => rule.id === id && rule.roles.includes(role)));
  if (unknown !== undefined) {
    throw new FeatureError(`${place}: there is no rule ${unknown} of a ${role}; msnp8 rules shows all.`);
  }
  const { name, location } = pickle;
  const title = slug(name) === '' ? `line ${location?.line ?? 0}` : name;
  return {
    id: [role, `own-${slug(features.nameOf(pickle.uri).replace(/\.feature$/, ''))}`, slug(title)].join('/'),
    title,
    role,
    rules,
    tags,
    needs: role === 'server' ? neededPersonas(pickle) : [],
    uri: pickle.uri,
    line: location?.line ?? 0,
  };
}

/** Whom the kit leaves to the subject where it plays the other side. */
const SIDES: Readonly<Record<string, Role>> = {
  'the kit plays the client': 'server',
  'the kit plays the server': 'client',
};

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
