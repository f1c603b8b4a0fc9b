import { clientMutants, serverMutants } from '../../src/mutants';
import { ruleById } from '../../src/rules';
import { type MutantReport, mutantReport, rulesWithoutMutant } from './mutant-report';

describe('mutants of the server', () => {
  let report: MutantReport;
  beforeAll(async () => {
    report = await mutantReport('server');
  }, 600_000);

  test('the reference server is accused of nothing', () => {
    expect(report.reference.accused).toEqual([]);
    expect(report.reference.verdict).toBe('pass');
  });

  test('each is caught by its own rule', () => {
    expect(report.mutants.length).toBeGreaterThan(100);
    expect(report.mutants.filter(({ caught }) => !caught)).toEqual([]);
  });

  test('each has an id of its own', () => {
    const ids = report.mutants.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every rule that the cases exercise has one, where it may be broken at all', () => {
    expect(report.reference.exercised.length).toBeGreaterThan(70);
    expect(rulesWithoutMutant(report, 'server')).toEqual([]);
  });
});

test.each([...serverMutants, ...clientMutants].filter(({ implies }) => implies !== undefined))(
  'what $id breaks besides are other MUST rules of its role, with a reason',
  ({ role, rule, implies = {} }) => {
    for (const [id, reason] of Object.entries(implies)) {
      expect(id).not.toBe(rule);
      expect(ruleById(id)?.level[role]).toBe('MUST');
      expect(reason).toMatch(/^[A-Z].+\.$/);
    }
  },
);
