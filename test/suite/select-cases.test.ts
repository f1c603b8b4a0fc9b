import type { CaseDefinition } from '../../src/suite/case-definition';
import { SelectorError, selectCases } from '../../src/suite/select-cases';

function oneCase(id: string, tags: readonly string[]): CaseDefinition {
  return {
    id,
    title: id,
    role: 'server',
    rules: tags.filter((tag) => /^@[CSX]-/.test(tag)).map((tag) => tag.slice(1)),
    tags,
    uri: 'features/x.feature',
    line: 1,
    needs: ['alice'],
  };
}

const cases = [
  oneCase('server/login/a', ['@S-USR-01', '@login']),
  oneCase('server/lists/b', ['@S-ADD-01', '@S-REM-01', '@lists']),
  oneCase('server/lists/c', ['@S-ADG-01', '@lists']),
];

const pick = (...selectors: string[]) =>
  selectCases({ cases, selectors, observed: new Set(['S-CHG-01', 'C-CHG-01']) }).map(({ id }) => id.slice(-1));

test.each([
  [[], 'abc'],
  [['S-ADD-01'], 'b'],
  [['S-ADD'], 'b'],
  [['S'], 'abc'],
  [['@lists'], 'bc'],
  [['server/lists/c'], 'c'],
  [['server/lists/c', 'S-USR'], 'ac'],
  [['!@lists'], 'a'],
  [['@lists', '!S-REM'], 'c'],
  [['!S-REM', '@lists'], 'c'],
  [['S-CHG-01'], 'abc'],
])('%j picks %s, in the order of the cases', (selectors, picked) => {
  expect(pick(...selectors).join('')).toBe(picked);
});

describe('cases that take minutes', () => {
  const slow = oneCase('server/sessions/s', ['@S-CHL-05', '@slow']);
  const pickOf = (options: { readonly slow?: boolean }, ...selectors: string[]) =>
    selectCases({ cases: [...cases, slow], selectors, observed: new Set(), ...options }).map(({ id }) => id.slice(-1));

  test.each([
    [[], 'abc'],
    [['S'], 'abc'],
    [['@slow'], 's'],
    [['S-CHL-05'], 's'],
    [['server/sessions/s', '@lists'], 'bcs'],
  ])('%j picks %s', (selectors, picked) => {
    expect(pickOf({}, ...selectors).join('')).toBe(picked);
  });

  test('all are picked where slow is set', () => {
    expect(pickOf({ slow: true }).join('')).toBe('abcs');
    expect(pickOf({ slow: true }, 'S-CHL').join('')).toBe('s');
  });

  test('a prefix that means slow cases alone matches nothing without it', () => {
    expect(() => pickOf({}, 'S-CHL')).toThrow(SelectorError);
  });
});

test.each([['S-AD'], ['@list'], ['server/lists'], ['nonsense'], [''], ['!nonsense'], ['s-add-01']])(
  '%s matches nothing, which is said',
  (selector) => {
    expect(() => pick(selector)).toThrow(SelectorError);
  },
);

test('a rule that neither a case nor an observer exercises is named', () => {
  expect(() => pick('S-PNG-01')).toThrow('names S-PNG-01, which no case of this run exercises');
});

test('an observed rule of the other role picks nothing', () => {
  expect(() => pick('C-CHG-01')).toThrow(SelectorError);
});

test('a selection that leaves nothing is an error', () => {
  expect(() => pick('@lists', '!@lists')).toThrow('leave no case to run');
});
