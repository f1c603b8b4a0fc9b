import { parseTranscript } from '../../src/codec';
import { stepsOf } from '../../src/fakes';
import { ruleById } from '../../src/rules';
import { picklesOf } from '../../src/suite/load-cases';

/** What a transcript awaits of the role under test, each with the rules that are accused when it does not come. */
function awaited(transcript: string, role: 'client' | 'server') {
  const steps = stepsOf({
    items: parseTranscript(transcript).items,
    side: role === 'server' ? 'client' : 'server',
    service: 'notification',
  });
  return steps.flatMap((step) => {
    if (step.kind === 'expect') {
      return step.commands.map(({ name, rules, line }) => ({ name, rules, line }));
    }
    return step.kind === 'close' && step.by === role
      ? [{ name: `(${step.how})`, rules: step.rules, line: step.line }]
      : [];
  });
}

test.each(['server', 'client'] as const)('whatever a case awaits of a %s names a rule that binds it', async (role) => {
  const pickles = (await picklesOf(['features/**/*.feature'])).filter(({ tags }) =>
    tags.some(({ name }) => name === `@certify-${role}`),
  );
  expect(pickles.length).toBeGreaterThan(20);
  const nameless = pickles.flatMap(({ uri, name, steps }) =>
    steps
      .flatMap(({ argument }) => (argument?.docString === undefined ? [] : awaited(argument.docString.content, role)))
      .filter(({ rules }) => !rules.some((rule) => ruleById(rule)?.level[role] !== undefined))
      .map((one) => `${uri} (${name}): ${one.name} in line ${one.line} of its transcript`),
  );
  expect(nameless).toEqual([]);
});
