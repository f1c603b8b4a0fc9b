import { catalogue, observers, ruleById } from '../../src/rules';

describe('the catalogue', () => {
  it('holds every rule of the reference once', () => {
    const ids = catalogue.map(({ id }) => id);
    expect(ids).toHaveLength(271);
    expect(new Set(ids).size).toBe(271);
    const count = (prefix: string): number => ids.filter((id) => id.startsWith(prefix)).length;
    expect([count('X-'), count('C-'), count('S-')]).toEqual([19, 105, 147]);
  });

  it('numbers every area without a gap', () => {
    const numbers = new Map<string, number[]>();
    for (const { id, area } of catalogue) {
      expect(id.startsWith(`${area}-`)).toBe(true);
      numbers.set(area, [...(numbers.get(area) ?? []), Number(id.slice(area.length + 1))]);
    }
    for (const found of numbers.values())
      expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: found.length }, (_, at) => at + 1));
  });

  it('binds the roles that the id names, each with a level', () => {
    const expected: Record<string, string[]> = { X: ['client', 'server'], C: ['client'], S: ['server'] };
    for (const { id, roles, level } of catalogue) {
      expect(roles).toEqual(expected[id[0] ?? '']);
      expect(Object.keys(level).sort()).toEqual(roles);
    }
  });

  it('demands nothing that only one lineage states', () => {
    const demanded = catalogue.filter(({ level }) => Object.values(level).includes('MUST'));
    expect(demanded.filter(({ confidence }) => confidence !== 'spec')).toEqual([]);
  });

  it('keeps levels, sources and disputes as the reference has them', () => {
    expect(ruleById('X-FRM-01')?.level).toEqual({ client: 'SHOULD', server: 'MUST' });
    expect(ruleById('S-USR-10')).toEqual({
      id: 'S-USR-10',
      area: 'S-USR',
      roles: ['server'],
      level: { server: 'SHOULD' },
      statement:
        'The account is compared without regard to case: `ALICE@…` with a ticket of `alice@…` logs in. ([impl:escargot]: 911.)',
      observation: 'log in with upper case',
      source: '[piki:ILN] [impl:bitlbee]',
      confidence: 'observed',
      seed: 'other',
      dispute: 'Against it: [impl:escargot] answers 911.',
    });
    expect(ruleById('S-ADD-02')?.seed).toBe('other');
    expect(ruleById('S-ADD-04')?.seed).toBe('follows');
    expect(ruleById('S-NONE-01')).toBeUndefined();
  });

  it('has an observer for every rule that binds a server', () => {
    const unseen = catalogue.filter(({ id, roles }) => roles.includes('server') && !observers.has(id));
    expect(unseen.map(({ id }) => id)).toEqual([]);
  });

  it('has a rule for every observer', () => {
    expect([...observers.keys()].filter((id) => ruleById(id) === undefined)).toEqual([]);
  });
});
