import type { Results } from '../../src/report';
import { badgeJson, badgeSvg } from '../../src/report/badge';
import { exampleResults } from './results';
import { parseXml } from './xml';

const of = (change: Partial<Results>): Results => ({ ...exampleResults(), ...change });
const ofRole = (role: 'client' | 'server', change: Partial<Results> = {}) =>
  of({ ...change, subject: { ...exampleResults().subject, role } });

test.each<[readonly Results[], string]>([
  [[of({})], '{"schemaVersion":1,"label":"MSNP8 server","message":"fail, 1 of 2 rules","color":"red"}\n'],
  [
    [of({ verdict: 'pass' })],
    '{"schemaVersion":1,"label":"MSNP8 server","message":"pass, 2 rules","color":"brightgreen"}\n',
  ],
  [
    [of({ verdict: 'blocked' })],
    '{"schemaVersion":1,"label":"MSNP8 server","message":"blocked","color":"lightgrey"}\n',
  ],
  [
    [ofRole('server', { verdict: 'pass' }), ofRole('client', { verdict: 'warn' })],
    '{"schemaVersion":1,"label":"MSNP8","message":"server pass, client warn","color":"yellow"}\n',
  ],
  [
    [of({ verdict: 'pass' }), of({}), of({ verdict: 'pass' })],
    '{"schemaVersion":1,"label":"MSNP8","message":"2 of 3 pass","color":"red"}\n',
  ],
])('badge.json is what shields.io takes as an endpoint', (runs, json) => {
  expect(badgeJson(runs)).toBe(json);
});

test('badge.svg stands alone, has a name for those who do not see it, and is well formed', () => {
  expect(
    badgeSvg([of({})]),
  ).toBe(`<svg xmlns="http://www.w3.org/2000/svg" width="222" height="20" role="img" aria-label="MSNP8 server: fail, 1 of 2 rules">
  <title>MSNP8 server: fail, 1 of 2 rules</title>
  <rect width="91" height="20" fill="#333"/>
  <rect x="91" width="131" height="20" fill="#c5283d"/>
  <g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">
    <text x="45.5" y="14" textLength="79">MSNP8 server</text>
    <text x="156.5" y="14" textLength="119">fail, 1 of 2 rules</text>
  </g>
</svg>
`);
  const root = parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${badgeSvg([of({})])}`);
  expect(root.attributes.role).toBe('img');
});
