import { catalogue } from '../rules';
import type { CaseDefinition } from './case-definition';

/** A selector that names nothing: usage, exit code 2. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
  readonly code = 'selects-nothing';
}

/**
 * Picks cases by selectors: rule ids (`S-ADD-01`), prefixes of rule ids (`S-ADD`), tags (`@switchboard`) and case ids; `!` in front takes
 * away. Without a positive selector all cases are picked first. A rule that no case is tagged with but that is judged in every trace
 * picks all cases. Cases with the tag `@slow` take minutes: they are left out unless `slow` is set or a selector names them, by case id, by their rule
 * or as `@slow`.
 *
 * @throws SelectorError when a selector matches nothing, or when nothing is left.
 */
export function selectCases(options: {
  readonly cases: readonly CaseDefinition[];
  readonly selectors: readonly string[];
  /** Ids of the rules that an observer judges in every case. */
  readonly observed: ReadonlySet<string>;
  /** Slow cases too. */
  readonly slow?: boolean | undefined;
}): CaseDefinition[] {
  const { selectors, observed } = options;
  const cases =
    options.slow === true
      ? options.cases
      : options.cases.filter((definition) => !isSlow(definition) || selectors.some((one) => names(one, definition)));
  const matches = (selector: string) => {
    const tagged = cases.filter((definition) => matchesCase(selector, definition));
    if (tagged.length > 0) {
      return tagged;
    }
    const rules = catalogue.filter(({ id }) => matchesRule(selector, id));
    const roles = new Set(cases.map(({ role }) => role));
    if (rules.some((rule) => observed.has(rule.id) && rule.roles.some((role) => roles.has(role)))) {
      return [...cases];
    }
    throw new SelectorError(
      rules.length > 0
        ? `The selector "${selector}" names ${rules[0]?.id ?? 'a rule'}, which no case of this run exercises.`
        : `The selector "${selector}" matches no rule, no tag and no case.`,
    );
  };
  const positive = selectors.filter((selector) => !selector.startsWith('!'));
  const negative = selectors.filter((selector) => selector.startsWith('!')).map((selector) => selector.slice(1));
  const picked = new Set(positive.length === 0 ? cases : positive.flatMap(matches));
  for (const definition of negative.flatMap(matches)) {
    picked.delete(definition);
  }
  if (picked.size === 0) {
    throw new SelectorError(`The selectors ${selectors.map((one) => `"${one}"`).join(' ')} leave no case to run.`);
  }
  return cases.filter((definition) => picked.has(definition));
}

/** Whether the case is about waiting for minutes. */
export function isSlow({ tags }: CaseDefinition): boolean {
  return tags.includes('@slow');
}

/** Whether the selector means this case and few others; a prefix of rule ids does not. */
function names(selector: string, { id, rules }: CaseDefinition): boolean {
  return selector === '@slow' || selector === id || rules.includes(selector);
}

function matchesCase(selector: string, definition: CaseDefinition): boolean {
  return (
    definition.id === selector ||
    definition.tags.includes(selector) ||
    definition.rules.some((rule) => matchesRule(selector, rule))
  );
}

/** `S`, `S-ADD` and `S-ADD-01` match `S-ADD-01`; `S-AD` does not. */
function matchesRule(selector: string, rule: string): boolean {
  return rule === selector || rule.startsWith(`${selector}-`);
}
