import { parseTranscript, type Side } from '../../src/codec';
import { ScriptError, type ScriptStep, stepsOf } from '../../src/fakes';

function steps(side: Side, ...lines: readonly string[]): ScriptStep[] {
  return stepsOf({ items: parseTranscript(lines.join('\n')).items, side, service: 'notification' });
}

function expectedOf(side: Side, ...lines: readonly string[]) {
  return steps(side, ...lines).flatMap((step) => (step.kind === 'expect' ? step.commands : []));
}

const rulesOf = (...lines: readonly string[]) => expectedOf('client', ...lines).map(({ name, rules }) => [name, rules]);

test('the turns of both sides; the kit keeps its segments, those of the peer are joined', () => {
  const lines = ['>>> PN', '>>> G\\r\\n', '<<< QN', '<<< G\\r\\n', '>>> OUT\\r\\n', '<<< (close)'];
  expect(steps('client', ...lines)).toMatchObject([
    { kind: 'send', segments: [{ line: 1 }, { line: 2 }] },
    { kind: 'expect', commands: [{ name: 'QNG', from: 'server', words: [], line: 3 }] },
    { kind: 'send', segments: [{ line: 5 }] },
    { kind: 'close', by: 'server', how: 'clean', line: 6 },
  ]);
  expect(steps('server', ...lines)).toMatchObject([
    { kind: 'expect', commands: [{ name: 'PNG', from: 'client' }] },
    { kind: 'send', segments: [{ line: 3 }, { line: 4 }] },
    { kind: 'expect', commands: [{ name: 'OUT' }] },
    { kind: 'close', by: 'server' },
  ]);
});

test('several commands in one segment', () => {
  expect(expectedOf('client', '<<< CHG 3 NLN 0\\r\\n', '    ILN 3 NLN bob@x.com Bob 24\\r\\n')).toMatchObject([
    { name: 'CHG', words: { length: 3 } },
    { name: 'ILN', words: { length: 5 } },
  ]);
});

describe('rules named in comments', () => {
  const segment = ['<<< CHG 3 NLN 0\\r\\n', '    ILN 3 NLN bob@x.com Bob 24\\r\\n'];

  test('belong to the command word before them', () => {
    expect(rulesOf('# CHG S-CHG-01 ILN S-CHG-02 S-PRS-11', ...segment)).toEqual([
      ['CHG', ['S-CHG-01']],
      ['ILN', ['S-CHG-02', 'S-PRS-11']],
    ]);
  });

  test('belong to every command where no word is before them', () => {
    expect(rulesOf('# S-CHG-01, X-FRM-01.', ...segment)).toEqual([
      ['CHG', ['S-CHG-01', 'X-FRM-01']],
      ['ILN', ['S-CHG-01', 'X-FRM-01']],
    ]);
  });

  test('of several lines add up; a word does not reach into the next line', () => {
    expect(rulesOf('# ILN S-PRS-11', '# S-CHG-01', ...segment)).toEqual([
      ['CHG', ['S-CHG-01']],
      ['ILN', ['S-PRS-11', 'S-CHG-01']],
    ]);
  });

  test('may belong to an error', () => {
    expect(rulesOf('# 540 S-CHL-04 OUT S-OUT-03', '<<< 540 7\\r\\n', '    OUT\\r\\n')).toEqual([
      ['540', ['S-CHL-04']],
      ['OUT', ['S-OUT-03']],
    ]);
  });

  test('are those of the next segment only, whoever sends it', () => {
    expect(rulesOf('# S-PNG-01', '>>> PNG\\r\\n', '<<< QNG\\r\\n')).toEqual([['QNG', []]]);
    expect(rulesOf('# S-PNG-01', '<<< QNG\\r\\n', '<<< QNG\\r\\n')).toEqual([
      ['QNG', ['S-PNG-01']],
      ['QNG', []],
    ]);
  });

  test('belong to a close too', () => {
    expect(steps('client', '# S-OUT-01', '<<< (close)')).toMatchObject([{ kind: 'close', rules: ['S-OUT-01'] }]);
  });

  test('prose names none', () => {
    expect(rulesOf('# Q-13: one space, lost in S-CHG', '<<< QNG\\r\\n')).toEqual([['QNG', []]]);
  });
});

describe('payloads', () => {
  const payloads = (side: Side, ...lines: readonly string[]) =>
    expectedOf(side, ...lines).map(({ name, payload }) => [
      name,
      payload?.map((part) => (part.kind === 'literal' ? Buffer.from(part.bytes).toString() : `<${part.name}>`)),
    ]);

  test('are as long as announced, over segments', () => {
    expect(payloads('server', '>>> QRY 3 x 4\\r\\nab', '>>> cdPNG\\r\\n')).toEqual([
      ['QRY', ['abcd']],
      ['PNG', undefined],
    ]);
  });

  test('may be empty', () => {
    expect(payloads('server', '>>> QRY 3 x 0\\r\\nPNG\\r\\n')).toEqual([
      ['QRY', []],
      ['PNG', undefined],
    ]);
  });

  test('that are a field end with their segment', () => {
    expect(payloads('server', '>>> QRY 3 x 32\\r\\n<digest>', '>>> PNG\\r\\n')).toEqual([
      ['QRY', ['<digest>']],
      ['PNG', undefined],
    ]);
  });

  test('whose length is a field end with their segment', () => {
    expect(payloads('server', '>>> QRY 3 x <length>\\r\\nabc', '>>> PNG\\r\\n')).toEqual([
      ['QRY', ['abc']],
      ['PNG', undefined],
    ]);
    expect(payloads('client', '<<< MSG Hotmail Hotmail <length=9>\\r\\n<profile>', '<<< QNG\\r\\n')).toEqual([
      ['MSG', ['<profile>']],
      ['QNG', undefined],
    ]);
  });

  test('shorter than announced cannot be played', () => {
    expect(() => payloads('server', '>>> QRY 3 x 5\\r\\nabcd')).toThrow(ScriptError);
  });
});

test.each([['<<< QNG'], ['<<< QNG\\n'], ['<<< QNG\\r\\nCH'], ['<<< <line>']])('%s is unframed', (line) => {
  expect(() => steps('client', '>>> PNG\\r\\n', line)).toThrow(
    expect.objectContaining({ code: 'unframed', line: 2, message: expect.stringContaining('line 2') }),
  );
});
