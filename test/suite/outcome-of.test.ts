import { FakeClientError, PassportError, ScriptFailure, type ScriptFailureCode } from '../../src/fakes';
import { SubjectError, type SubjectErrorCode } from '../../src/subjects';
import { BeliefMismatch, CaseCut, outcomeOf } from '../../src/suite';
import { WireError } from '../../src/wire';

const script = (code: ScriptFailureCode) =>
  new ScriptFailure({ code, message: 'It went wrong.', rules: ['S-CHG-01'], line: 1, expected: 'CHG', got: 'nothing' });

test('no error is a pass without a reason', () => {
  expect(outcomeOf(undefined)).toEqual({ verdict: 'pass', reason: '', rules: [] });
});

test.each([
  ['different', 'fail'],
  ['silent', 'fail'],
  ['closed', 'fail'],
  ['undecodable', 'fail'],
  ['still-open', 'fail'],
  ['stalled', 'inconclusive'],
  ['not-offered', 'unsupported'],
] as const)('a script that ends %s is %s, with the rules of the place', (code, verdict) => {
  expect(outcomeOf(script(code))).toEqual({
    verdict,
    reason: 'It went wrong.',
    rules: ['S-CHG-01'],
    accepted: 'CHG',
    connection: undefined,
    came: undefined,
  });
});

test('a wrong belief fails with the rules of its step', () => {
  const outcome = outcomeOf(new BeliefMismatch('Wrong.', ['C-SYN-04']));
  expect(outcome).toEqual({ verdict: 'fail', reason: 'Wrong.', rules: ['C-SYN-04'] });
});

test.each([
  ['unsupported', 'unsupported'],
  ['failed', 'inconclusive'],
  ['unusable', 'blocked'],
] as const)('a subject that is %s is %s, and no rule is accused', (code: SubjectErrorCode, verdict) => {
  expect(outcomeOf(new SubjectError(code, 'So it is.'))).toEqual({ verdict, reason: 'So it is.', rules: [] });
});

test('lacking accounts are told apart from other blocks', () => {
  expect(outcomeOf(new SubjectError('missing-account', 'No Bob.'))).toMatchObject({
    verdict: 'blocked',
    lacksAccounts: true,
  });
});

test.each([
  new FakeClientError('closed', 'It closed.'),
  new PassportError('refused', 'It refused.'),
  new WireError('unreachable', 'Nobody there.'),
])('what comes before the script blocks: %s', (error) => {
  expect(outcomeOf(error)).toEqual({ verdict: 'blocked', reason: error.message, rules: [] });
});

test.each([new TypeError('x is undefined'), 'a string', null])('anything else is a fault of the kit: %s', (error) => {
  expect(outcomeOf(error)).toMatchObject({ verdict: 'inconclusive', rules: [], kitFault: expect.any(Error) });
});

test.each([
  ['flooded', 'inconclusive'],
  ['stopped', 'blocked'],
] as const)('a case that was cut short because it was %s is %s', (code, verdict) => {
  expect(outcomeOf(new CaseCut(code, 'So it is.'))).toEqual({ verdict, reason: 'So it is.', rules: [], cut: code });
});
