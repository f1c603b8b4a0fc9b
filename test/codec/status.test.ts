import { isStatus, isVisibleStatus, statuses } from '../../src/codec';

describe('statuses', () => {
  test('are the eight of MSNP8', () => {
    expect(statuses).toEqual(['NLN', 'BSY', 'IDL', 'BRB', 'AWY', 'PHN', 'LUN', 'HDN']);
    expect(statuses.every(isStatus)).toBe(true);
  });

  test('FLN, other case and other words are none', () => {
    expect(['FLN', 'nln', 'NLN ', ''].some(isStatus)).toBe(false);
  });

  test('others see all but HDN', () => {
    expect(statuses.filter(isVisibleStatus)).toEqual(['NLN', 'BSY', 'IDL', 'BRB', 'AWY', 'PHN', 'LUN']);
    expect(isVisibleStatus('FLN')).toBe(false);
  });
});
