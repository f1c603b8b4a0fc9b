import { exampleSession } from './example-session';
import { type FindingInShort, findingOf } from './finding-of';
import { serverTrace } from './trace-of';

/** Alice's login up to USR OK, and the profile behind it. */
const [signIn = '', profile = ''] = exampleSession.login.split(/(?=<<< MSG Hotmail)/);
const synchronisation = String.raw`
  >>> SYN 8 6\r\n
  <<< SYN 8 6\r\n
  >>> PNG\r\n
  <<< QNG\r\n
`;

function judged(...pieces: readonly string[]): FindingInShort {
  return findingOf(serverTrace`${pieces.join('\n')}`, 'S-PRO-01', 'server');
}

describe('S-PRO-01', () => {
  it('is kept by a profile that crosses SYN and what comes behind it', () => {
    expect(judged(signIn, synchronisation, profile)).toEqual({ exercised: 1, violations: [], variants: {} });
  });
  it('is not decided by a fence, nor by a session that ends at once', () => {
    const none = { exercised: 0, violations: [], variants: {} };
    expect(judged(signIn, synchronisation)).toEqual(none);
    expect(judged(signIn, synchronisation, '++ 4900', '>>> (close)')).toEqual(none);
  });
  it('is broken where the kit has waited in vain, or the session was long and had none', () => {
    expect(judged(signIn, synchronisation, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(judged(signIn, synchronisation, '++ 5000', '>>> (close)').violations).toEqual(['close']);
    expect(judged(signIn, profile, synchronisation, '++ 5000', '>>> (close)').violations).toEqual([]);
  });
});
