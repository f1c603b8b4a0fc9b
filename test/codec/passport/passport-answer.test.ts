import fc from 'fast-check';
import { parsePassportAnswer, printAuthenticationInfo, printWwwAuthenticate } from '../../../src/codec';

describe('parsePassportAnswer', () => {
  test('success: the ticket is the text between the quotes', () => {
    expect(
      parsePassportAnswer(
        "Passport1.4 da-status=success,tname=MSPAuth,tname=MSPProf,from-PP='t=53*1hAu8,A&p=5eKBBC!',ru=http://messenger.msn.com",
      ),
    ).toEqual({
      status: 'success',
      ticket: 't=53*1hAu8,A&p=5eKBBC!',
      text: undefined,
      fields: [
        { name: 'da-status', value: 'success' },
        { name: 'tname', value: 'MSPAuth' },
        { name: 'tname', value: 'MSPProf' },
        { name: 'from-PP', value: 't=53*1hAu8,A&p=5eKBBC!', quoted: true },
        { name: 'ru', value: 'http://messenger.msn.com' },
      ],
      problems: [],
    });
  });

  test('failure, with its text and without', () => {
    expect(
      parsePassportAnswer('Passport1.4 da-status=failed,ts=-3,cbtxt=Type%20it%20again%2C%20please.'),
    ).toMatchObject({
      status: 'failed',
      ticket: undefined,
      text: 'Type it again, please.',
      problems: [],
    });
    expect(parsePassportAnswer('Passport1.4 da-status=failed')).toMatchObject({
      status: 'failed',
      text: undefined,
      problems: [],
    });
  });

  test('redirect', () => {
    expect(parsePassportAnswer('Passport1.4 da-status=redir')).toMatchObject({ status: 'redir', problems: [] });
  });

  test.each([
    ['', undefined, ['scheme', 'missing-field']],
    ['Passport1.4', undefined, ['scheme', 'missing-field']],
    ["passport1.4 da-status=success,from-PP='t'", 't', ['scheme']],
    ["da-status=success,from-PP='t'", 't', ['scheme']],
    ["Passport1.4 da-status=success,FROM-pp='t'", 't', ['name-case']],
    ['Passport1.4 da-status=success,from-PP=t,ru=x', 't', ['unquoted-ticket']],
    ["Passport1.4 da-status=success,from-PP='t,ru=x", 't,ru=x', ['unclosed-quote']],
    ['Passport1.4 da-status=success', undefined, ['missing-field']],
    ["Passport1.4 da-status=success,from-PP=''", '', []],
    ["Passport1.4 from-PP='t'", 't', ['missing-field']],
    ['Passport1.4 da-status=failed,prompt,cbtxt=%zz', undefined, ['no-value', 'bad-percent']],
  ])('%j is read and reported', (header, ticket, codes) => {
    const answer = parsePassportAnswer(header);
    expect(answer.ticket).toBe(ticket);
    expect(answer.problems.map(({ code }) => code)).toEqual(codes);
  });

  test('never fails', () => {
    const piece = fc.constantFrom(
      'Passport1.4',
      ' ',
      ',',
      '=',
      "'",
      'da-status',
      'success',
      'from-PP',
      'cbtxt',
      '%',
      '%ff',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(parsePassportAnswer(pieces.join('')).fields.length).toBeLessThanOrEqual(pieces.length);
      }),
    );
  });
});

describe('printAuthenticationInfo', () => {
  test('success', () => {
    expect(printAuthenticationInfo({ status: 'success', ticket: 't=53*1&p=5e$$' })).toBe(
      "Passport1.4 da-status=success,tname=MSPAuth,tname=MSPProf,tname=MSPSec,from-PP='t=53*1&p=5e$$',ru=http://messenger.msn.com",
    );
  });

  test('redirect', () => {
    expect(printAuthenticationInfo({ status: 'redir' })).toBe('Passport1.4 da-status=redir');
  });

  test('every ticket that a header can hold comes back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -&(-~]*$/), (ticket) => {
        expect(parsePassportAnswer(printAuthenticationInfo({ status: 'success', ticket }))).toMatchObject({
          status: 'success',
          ticket,
          problems: [],
        });
      }),
    );
  });

  test.each(["t'", 't\r\nX: y', 'é', '\0'])('refuses the ticket %j', (ticket) => {
    expect(() => printAuthenticationInfo({ status: 'success', ticket })).toThrow(
      expect.objectContaining({ code: 'passport-field' }),
    );
  });
});

describe('printWwwAuthenticate', () => {
  test('failure, every piece of it name=value', () => {
    expect(printWwwAuthenticate()).toBe('Passport1.4 da-status=failed,srealm=Passport.NET,ts=-3');
    expect(printWwwAuthenticate({ text: "Don't, é" })).toBe(
      'Passport1.4 da-status=failed,srealm=Passport.NET,ts=-3,cbtxt=Don%27t%2C%20%C3%A9',
    );
    expect(printWwwAuthenticate({ status: 'fail-noretry' })).toBe(
      'Passport1.4 da-status=fail-noretry,srealm=Passport.NET,ts=-3',
    );
  });
});
