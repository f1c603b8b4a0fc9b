import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleById } from '../../src/rules';
import { accommodationsFor, type ClientNeeds } from '../../src/subjects';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'adapter.md'), 'utf8');

const each: readonly ClientNeeds[] = [
  { dalogin: 'bare' },
  { dalogin: 'absolute' },
  { dispatch: 'required' },
  { dispatch: 'none' },
  { xfrLastAddress: true },
  { minContacts: 1 },
  { tls: '1.0' },
  { passport: 'soap' },
  { ilnAfterAdd: true },
  { numericSessionId: true },
];

test.each(each)('%j bends rules of clients that exist, and stands in the documentation', (needs) => {
  const [accommodation, ...others] = accommodationsFor(needs);
  expect(others).toEqual([]);
  const { need = '', value, bends = [] } = accommodation ?? {};
  expect(needs).toEqual({ [need]: value });
  expect(bends.length).toBeGreaterThan(0);
  expect(bends.filter((id) => ruleById(id)?.level.client === undefined)).toEqual([]);
  const rows = page.split('\n').filter((line) => line.startsWith(`| \`${need}\``));
  const shown = value === true || typeof value === 'number' ? '' : JSON.stringify(value);
  const row = rows.find((line) => line.includes(shown)) ?? '';
  expect(row).toContain(bends.length > 6 ? `${bends[0]} to ${bends.at(-1)}` : `| ${bends.join(', ')} |`);
});

test('all at once are shown in the order of the contract, and no need is none', () => {
  const needs = Object.assign({}, ...each) as ClientNeeds;
  expect(accommodationsFor(needs).map(({ need }) => need)).toEqual([
    'dalogin',
    'dispatch',
    'xfrLastAddress',
    'minContacts',
    'tls',
    'passport',
    'ilnAfterAdd',
    'numericSessionId',
  ]);
  expect(accommodationsFor({})).toEqual([]);
  expect(accommodationsFor({ minContacts: 0 })).toEqual([]);
});
