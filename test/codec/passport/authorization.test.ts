import fc from 'fast-check';
import { parseAuthorization, printAuthorization } from '../../../src/codec';

const challenge =
  'lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619';

describe('printAuthorization', () => {
  test('writes what the official client wrote', () => {
    expect(printAuthorization({ account: 'alice@passport.com', password: 'a, b%c', challenge })).toBe(
      `Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in=alice%40passport.com,pwd=a%2C%20b%25c,${challenge}`,
    );
  });

  test.each(['', 'a b', 'a\r\nX: y', 'é', '\x7f'])('refuses the challenge %j', (bad) => {
    expect(() => printAuthorization({ account: 'a@b', password: 'c', challenge: bad })).toThrow(
      expect.objectContaining({ code: 'passport-field' }),
    );
  });

  test('parse(print(a)) = a, for every password and every challenge', () => {
    const word = fc.stringMatching(/^[!-~]+$/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), word, (account, password, given) => {
        expect(parseAuthorization(printAuthorization({ account, password, challenge: given }))).toMatchObject({
          orgVerb: 'GET',
          orgUrl: 'http://messenger.msn.com',
          signIn: account,
          password,
          challenge: given,
          problems: [],
        });
      }),
    );
  });
});

describe('parseAuthorization', () => {
  test('raw values are read and reported', () => {
    const header = `Passport1.4 OrgVerb=GET,OrgURL=http://messenger.msn.com,sign-in=alice@passport.com,pwd=s3cret&,${challenge}`;
    const authorization = parseAuthorization(header);
    expect(authorization).toMatchObject({
      orgVerb: 'GET',
      orgUrl: 'http://messenger.msn.com',
      signIn: 'alice@passport.com',
      password: 's3cret&',
      challenge,
    });
    expect(authorization.problems.map(({ code }) => code)).toEqual(['raw-org-url', 'raw-sign-in', 'raw-password']);
  });

  test('a password without reserved characters is no raw one', () => {
    const header = `Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a%40b,pwd=s3cret_~!,${challenge}`;
    expect(parseAuthorization(header).problems).toEqual([]);
  });

  test('the challenge that was given tells where a raw password with commas ends', () => {
    const header = `Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a%40b,pwd=a,b=c,d,${challenge}`;
    expect(parseAuthorization(header, { challenge })).toMatchObject({ password: 'a,b=c,d', challenge });
    expect(parseAuthorization(header)).toMatchObject({ password: 'a', challenge: `b=c,d,${challenge}` });
  });

  test('fields in front of the challenge that it has too belong to no password', () => {
    const front = 'Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a%40b';
    const own = 'lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=0,kpp=1,kv=5,ver=2.1.0173.1';
    expect(parseAuthorization(`${front},pwd=a%2Cb,${own},${challenge}`, { challenge })).toMatchObject({
      password: 'a,b',
      challenge,
      problems: [],
    });
    expect(parseAuthorization(`${front},pwd=a,lc,x=lc=1,${own},${challenge}`, { challenge })).toMatchObject({
      password: 'a,lc,x=lc=1',
      challenge,
    });
  });

  test('a challenge that was written anew is shown as it came', () => {
    const header = 'Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a%40b,pwd=c,lc=1033,id=507,ct=1062764429';
    expect(parseAuthorization(header, { challenge }).challenge).toBe('lc=1033,id=507,ct=1062764429');
  });

  test('a challenge that looks like fields, or like nothing, is a challenge', () => {
    const front = 'Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a%40b,pwd=c';
    expect(parseAuthorization(`${front},pwd=d,sign-in=e`)).toMatchObject({
      password: 'c',
      challenge: 'pwd=d,sign-in=e',
    });
    expect(parseAuthorization(`${front},abc`)).toMatchObject({ password: 'c', challenge: 'abc' });
    expect(parseAuthorization(`${front},'a,b`)).toMatchObject({ password: 'c', challenge: "'a,b" });
  });

  test('the password as sent is there for clients that do not encode', () => {
    const header = 'Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a%40b,pwd=100%41,x=y';
    expect(parseAuthorization(header)).toMatchObject({ password: '100A', rawPassword: '100%41' });
  });

  test('fields may come in other order', () => {
    const header = 'Passport1.4 sign-in=a%40b,pwd=c,OrgVerb=GET,OrgURL=x,y=z';
    expect(parseAuthorization(header)).toMatchObject({
      signIn: 'a@b',
      password: 'c',
      orgVerb: 'GET',
      challenge: 'y=z',
    });
  });

  test.each([
    ['', ['scheme', 'missing-field', 'missing-field', 'missing-field', 'missing-field', 'missing-field']],
    ['Basic YTpi', ['scheme', 'missing-field', 'missing-field', 'missing-field', 'missing-field']],
    ['passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a,pwd=b,c', ['scheme']],
    ['Passport1.4  OrgVerb=GET,OrgURL=x,sign-in=a,pwd=b,c', ['scheme']],
    ['OrgVerb=GET,OrgURL=x,sign-in=a,pwd=b,c', ['scheme']],
    ['Passport1.4 orgverb=GET,OrgURL=x,sign-in=a,pwd=b,c', ['name-case']],
    ['Passport1.4 OrgVerb=GET, OrgURL=x,sign-in=a,pwd=b,c', ['layout']],
    ['Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a,pwd=b', ['missing-field']],
    ['Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a,pwd=b,', ['missing-field']],
    ['Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a,c=d', ['missing-field']],
    ['Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=a,pwd=%zz,c', ['raw-password', 'bad-percent']],
    ['Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=%ff,pwd=b,c', ['invalid-utf8']],
  ])('%j', (header, codes) => {
    expect(parseAuthorization(header).problems.map(({ code }) => code)).toEqual(codes);
  });

  test('never fails', () => {
    const piece = fc.constantFrom(
      'Passport1.4',
      ' ',
      ',',
      '=',
      "'",
      'OrgVerb',
      'OrgURL',
      'sign-in',
      'pwd',
      'GET',
      '%',
      '%41',
      'é',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.option(fc.string(), { nil: undefined }), (pieces, given) => {
        const header = pieces.join('');
        const read = parseAuthorization(header, given === undefined ? {} : { challenge: given });
        expect(read.challenge === undefined || header.endsWith(read.challenge)).toBe(true);
      }),
    );
  });
});
