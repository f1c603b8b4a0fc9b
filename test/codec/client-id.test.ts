import { maxClientId, parseClientId } from '../../src/codec';

describe('parseClientId', () => {
  test('the two of the example session', () => {
    expect(parseClientId('24')).toEqual({ value: 24, clientVersion: 0, features: ['inkIsf', 'webcam'] });
    expect(parseClientId('268435492')).toEqual({
      value: 0x10000024,
      clientVersion: 16,
      features: ['inkGif', 'multiPacketMessages'],
    });
  });

  test('goes from 0 to 4294967295', () => {
    expect(parseClientId('0')).toEqual({ value: 0, clientVersion: 0, features: [] });
    expect(parseClientId('4294967295')).toMatchObject({ value: maxClientId, clientVersion: 255 });
    expect(parseClientId('4294967296')).toBeUndefined();
  });

  test.each(['', '-1', '+1', '1.0', '1e3', '0x10', ' 1', '1 ', '1\n', '٣', 'NLN', '9'.repeat(400)])(
    '%j is none',
    (word) => {
      expect(parseClientId(word)).toBeUndefined();
    },
  );
});
