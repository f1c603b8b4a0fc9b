import { printResults } from '../../src/report/print-results';
import { exampleResults } from './results';

test('what is printed is read as the same document', () => {
  const results = exampleResults();
  expect(JSON.parse(printResults([results]))).toEqual(results);
  expect(JSON.parse(printResults([results, results]))).toEqual([results, results]);
});

test('an event of a story takes one line', () => {
  const results = exampleResults();
  const event = { index: 0, time: 0.1, connection: 'notification-1', kind: 'open' as const, text: 'alice' };
  const [first, ...others] = results.cases;
  const text = printResults([
    {
      ...results,
      cases: [
        ...(first === undefined ? [] : [{ ...first, story: [event, { ...event, index: 1, notes: undefined }, event] }]),
        ...others,
      ],
    },
  ]);
  expect(text).toContain(
    `\n        {"index":1,"time":0.1,"connection":"notification-1","kind":"open","text":"alice"},\n`,
  );
});
