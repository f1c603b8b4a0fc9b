import type { BaselineDifference, Results, StoryEvent } from '../../src/report';
import { exampleResults, heldProperty } from './results';

/** What a peer might send to get out of the place where it is shown. */
export const hostileTexts: readonly string[] = [
  '</script><script>globalThis.harmed=1</script>',
  '<img src=x onerror="globalThis.harmed=1">',
  '--><svg onload=globalThis.harmed=1>',
  '</style></pre></details></textarea></title>',
  '" onfocus="globalThis.harmed=1" autofocus="',
  "' onclick='globalThis.harmed=1",
  '`{globalThis.harmed=1}`\\u003cscript\\u003e&lt;script&gt;',
  'line\u2028paragraph\u2029right\u202eleft\u2066\u200b\ufeff\u0000\u001b[31m\ud800',
];

/** A document of which every text that is not the kit's own holds `text`. */
export function resultsSaying(text: string): Results {
  const results = exampleResults();
  const evidence = { sent: text, accepted: text, form: text, received: text, around: [text, text] };
  const difference: BaselineDifference = { id: text, kind: 'rule', expected: ['pass'], got: 'fail', sentence: text };
  return {
    ...results,
    subject: { role: 'server', kind: text, target: text, program: { name: text, version: text } },
    reason: text,
    run: { ...results.run, command: text, selectors: [text], node: text, platform: text },
    baseline: {
      file: text,
      unexpected: [difference],
      stale: [{ ...difference, id: 'S-ADD-01' }],
      expired: [],
      changed: [],
      newRules: [],
    },
    accommodations: [{ need: text, value: text, bends: ['S-ADD-01', text] }],
    rules: results.rules.map((rule) => ({
      ...rule,
      statement: text,
      source: text,
      dispute: text,
      variants: { [text]: 1 },
      violations: rule.violations.map((one) => ({
        ...one,
        message: text,
        trace: text,
        evidence: { ...evidence, mark: { from: 1, to: 3 } },
      })),
    })),
    cases: results.cases.map((one, index) => ({
      ...one,
      id: `${index}${index === 0 ? '' : text}`,
      title: text,
      reason: text,
      tags: [text],
      rules: [...one.rules, text],
      trace: text,
      story: storySaying(text),
      property: {
        ...heldProperty,
        statement: text,
        counterexample: { path: text, example: text, failed: 1, tries: 1, file: text, transcript: [text] },
      },
    })),
  };
}

/** A story with one event of each kind. */
export function storySaying(text: string): StoryEvent[] {
  const at = (index: number) => ({ index, time: index / 10, connection: 'notification-1' });
  return [
    { ...at(0), kind: 'open', service: 'notification', text: `opens (${text})` },
    { ...at(1), kind: 'segment', from: 'client', boundary: 'proven', text },
    { ...at(2), kind: 'command', from: 'client', text: 'REA with transaction id 1', notes: [text] },
    {
      ...at(3),
      kind: 'segment',
      from: 'server',
      boundary: 'received',
      text: `${text}\n${text}`,
      accused: [
        { rule: 'S-ADD-01', from: 1, to: 3 },
        { rule: 'S-ADD-01', from: 2, to: 1e9 },
        { rule: text, from: 1e9, to: 1 },
      ],
    },
    { ...at(4), kind: 'segment', from: 'client', boundary: 'best-effort', text },
    { ...at(5), connection: text, kind: 'http', from: 'client', text },
    { ...at(6), connection: '', kind: 'remark', text },
    { ...at(7), kind: 'undecodable', from: 'server', text },
    { ...at(8), kind: 'close', from: 'server', text: 'closes' },
  ];
}
