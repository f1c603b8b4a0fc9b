import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { answerChallenge, challengeKeys, TextError } from '../../src/codec';

const challenge = '29409134351025259292';

describe('answerChallenge', () => {
  test("the session's challenge", () => {
    expect(answerChallenge({ challenge, clientId: 'msmsgs@msnmsgr.com' })).toBe('d0c1178c689350104350d99f8c36ed9c');
    expect(answerChallenge({ challenge, clientId: 'PROD0038W!61ZTF9' })).toBe('0a92b938ee214352d5e1f93b0acd1552');
  });

  test('the documented pairs', () => {
    expect([...challengeKeys]).toEqual([
      ['msmsgs@msnmsgr.com', 'Q1P7W2E4J9R8U3S5'],
      ['PROD0038W!61ZTF9', 'VT6PX?UQTM4WM%YR'],
      ['PROD0058#7IL2{QD', 'QHDCY@7R1TB6W?5B'],
      ['PROD0061VRRZH@4F', 'JXQ6J@TUOGYV@N0M'],
      ['PROD00504RLUG%WL', 'I2EBK%PYNLZL5_J4'],
      ['PROD0076ENE8*@AW', 'CEQJ8}OE0!WTSWII'],
    ]);
  });

  test('is the MD5 of challenge and key for whatever a server sends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...challengeKeys), (text, [clientId, key]) => {
        const bytes = Buffer.concat([Buffer.from(text, 'utf8'), Buffer.from(key, 'latin1')]);
        expect(answerChallenge({ challenge: text, clientId })).toBe(createHash('md5').update(bytes).digest('hex'));
      }),
    );
  });

  test.each(['', 'MSMSGS@msnmsgr.com', 'Q1P7W2E4J9R8U3S5', 'constructor'])('there is no key for %j', (clientId) => {
    expect(() => answerChallenge({ challenge, clientId })).toThrow(TextError);
    expect(() => answerChallenge({ challenge, clientId })).toThrow(
      expect.objectContaining({ code: 'unknown-client-id' }),
    );
  });
});
