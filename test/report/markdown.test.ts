import * as fc from 'fast-check';
import type { Results } from '../../src/report';
import { markdown } from '../../src/report/markdown';
import { trendOf } from '../../src/report/trend';
import { exampleResults } from './results';

test('sums a run up: the verdict, counts, what is broken and why, what decides nothing, how to repeat it', () => {
  expect(markdown([exampleResults()])).toBe(`## MSNP8 server: fail

Example&#92;u&#123;1b&#125; 1: 127.0.0.1:1863. The verdict is fail, exit code 1: of 3 rules 2 were exercised in 3 cases, 1 broken.

|  | fail | inconclusive | unsupported | pass | not exercised |
| --- | ---: | ---: | ---: | ---: | ---: |
| cases | 1 | 1 | 1 | 0 | 0 |
| rules | 1 | 0 | 0 | 1 | 1 |

### Rules that are broken

| verdict | rule | level | what it demands | what came |
|---|---|---|---|---|
| fail | S-ADD-01 | MUST | <code>ADD t AL acct nick</code> -&#62; <code>ADD t AL ver acct nick</code>, nothing after (seed&#39;s <code>1</code> is an erratum).<br>disputed: The example session&#39;s own reply has a group <code>1</code> behind the name, which is an erratum (Q-16). | <code>Expected &#34;ADD 16&#34;; got &#34;&#92;u&#123;0&#125;&#92;u&#123;1b&#125;&#91;31m&#60;script&#62;&#93;&#93;&#62;&#38;&#92;u&#123;2028&#125;&#92;u&#123;fffe&#125;&#34;.</code> |

<details><summary>2 cases that decide nothing</summary>

| verdict | case | why |
|---|---|---|
| unsupported | server/dispatch/alice | <code>The server has no dispatch server.</code> |
| inconclusive | server/login/alice | <code>Nothing came.</code> |

</details>

Again: <code>msnp8 server 127.0.0.1:1863 --seed 7</code>, with a rule or a case behind it for that alone.
`);
});

test('tells what has changed since the run before, worse first', () => {
  const now = exampleResults();
  const before: Results = {
    ...now,
    started: '2026-11-22T00:00:00.000Z',
    rules: now.rules.slice(0, 2).map((rule) => ({ ...rule, verdict: rule.id === 'S-ADD-01' ? 'pass' : 'fail' })),
  };
  const trend = trendOf(now, [before]);
  const trends = new Map(trend === undefined ? [] : [[now, trend]]);
  expect(markdown([now], { trends })).toContain(`### Since 2026-11-22T00:00:00.000Z

| rule | before | now | |
|---|---|---|---|
| S-ADD-01 | pass | fail | worse |
| S-VER-01 | fail | pass | better |

New: S-SYN-10.
`);
});

test('what a peer says is text, whatever it is', () => {
  const text = fc.string({
    unit: fc.constantFrom('<', '>', '`', '|', '*', '_', '[', ']', '(', ')', '#', '\n', '@', '!', '\\', '~', 'a', '://'),
  });
  fc.assert(
    fc.property(text, (hostile) => {
      const results = exampleResults();
      const document = markdown([
        {
          ...results,
          subject: { ...results.subject, program: { name: hostile, version: hostile } },
          rules: results.rules.map((rule) => ({
            ...rule,
            statement: hostile,
            violations: rule.violations.map((one) => ({ ...one, message: hostile })),
          })),
          cases: results.cases.map((one) => ({ ...one, reason: hostile })),
        },
      ]);
      const lines = markdown([results]).split('\n').length;
      expect(document.split('\n')).toHaveLength(lines);
      // Only our own markup is left.
      const ours = /<\/?(code|details|summary)>|<br>|^#{2,3} |^\|.*\|$|&#\d+;/gm;
      expect(
        document.replaceAll(ours, (found) =>
          found.startsWith('|') ? found.replaceAll(/<\/?code>|<br>|&#\d+;|\|/g, '') : '',
        ),
      ).not.toMatch(/[<>`*_[\]#@!\\~]|:\/\//);
    }),
  );
});

test('is bounded', () => {
  const results = exampleResults();
  const [one] = results.cases.slice(1);
  const many = (reason: string) =>
    Array.from({ length: 5000 }, () => ({ ...(one as Results['cases'][number]), reason }));
  expect(markdown([{ ...results, cases: many('No.') }])).toContain('\n| | and 4800 more |\n');
  const document = markdown([{ ...results, cases: many('<'.repeat(5000)) }]);
  expect(document.length).toBeLessThan(257 * 1024);
  expect(document.slice(-60)).toMatch(/\n\n<\/details>\n\n… the rest is left out\.\n$/);
});
