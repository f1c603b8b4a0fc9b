import { parsePassportUrls, printPassportUrls } from '../../../src/codec';

describe('parsePassportUrls', () => {
  test("DALogin without a scheme, as Microsoft's nexus sent it", () => {
    const urls = parsePassportUrls(
      'DARealm=Passport.Net,DALogin=login.passport.com/login2.srf,DAReg=http://register.passport.net/uixpwiz.srf,ConfigVersion=11',
    );
    expect(urls).toMatchObject({ daLogin: 'login.passport.com/login2.srf', form: 'bare', problems: [] });
    expect(urls.loginUrl?.href).toBe('https://login.passport.com/login2.srf');
    expect(urls.fields).toEqual([
      { name: 'DARealm', value: 'Passport.Net' },
      { name: 'DALogin', value: 'login.passport.com/login2.srf' },
      { name: 'DAReg', value: 'http://register.passport.net/uixpwiz.srf' },
      { name: 'ConfigVersion', value: '11' },
    ]);
  });

  test.each([
    ['DALogin=https://m1.example.org/login', 'absolute', 'https://m1.example.org/login'],
    ['DALogin=HTTPS://m1.example.org/login', 'absolute', 'https://m1.example.org/login'],
    ['DALogin=127.0.0.1:8443/login2.srf', 'bare', 'https://127.0.0.1:8443/login2.srf'],
    ['DALogin=localhost:8443/login2.srf?a=b', 'bare', 'https://localhost:8443/login2.srf?a=b'],
    ['DALogin=[::1]:8443/x', 'bare', 'https://[::1]:8443/x'],
    ['DALogin=login.passport.com', 'bare', 'https://login.passport.com/'],
  ])('%s', (header, form, href) => {
    const urls = parsePassportUrls(header);
    expect(urls).toMatchObject({ form, problems: [] });
    expect(urls.loginUrl?.href).toBe(href);
  });

  test.each([
    ['', ['missing-field']],
    ['DARealm=Passport.Net', ['missing-field']],
    ['DALogin', ['no-value', 'missing-field']],
    ['DALogin=', ['bad-dalogin']],
    ['DALogin=http://login.passport.com/', ['bad-dalogin']],
    ['DALogin=ftp://login.passport.com/', ['bad-dalogin']],
    ['DALogin=https://', ['bad-dalogin']],
    ['DALogin=a b/c', ['bad-dalogin']],
    ['DALogin=é/c', ['bad-dalogin']],
    ['DALogin=a:99999/c', ['bad-dalogin']],
  ])('%j leads to no login page', (header, codes) => {
    const urls = parsePassportUrls(header);
    expect(urls.loginUrl).toBeUndefined();
    expect(urls.problems.map(({ code }) => code)).toEqual(codes);
  });

  test.each([
    ['dalogin=a/b', ['name-case']],
    ['DARealm=x, DALogin=a/b', ['layout']],
    ['DARealm=x,,DALogin=a/b', ['layout']],
    ['prompt,DALogin=a/b', ['no-value']],
    ["DARealm='x,y',DALogin=a/b", []],
    ["DARealm='x'y,DALogin=a/b", ['layout']],
  ])('%j is read and reported', (header, codes) => {
    const urls = parsePassportUrls(header);
    expect(urls.loginUrl?.href).toBe('https://a/b');
    expect(urls.problems.map(({ code }) => code)).toEqual(codes);
  });
});

describe('printPassportUrls', () => {
  const loginUrl = new URL('https://127.0.0.1:8443/login2.srf');

  test('both forms of DALogin', () => {
    expect(printPassportUrls({ loginUrl, form: 'bare' })).toBe(
      'DARealm=Passport.Net,DALogin=127.0.0.1:8443/login2.srf',
    );
    expect(printPassportUrls({ loginUrl, form: 'absolute' })).toBe(
      'DARealm=Passport.Net,DALogin=https://127.0.0.1:8443/login2.srf',
    );
  });

  test('further fields', () => {
    const more = [
      { name: 'ConfigVersion', value: '11' },
      { name: 'prompt' },
      { name: 'q', value: 'a, b', quoted: true as const },
    ];
    const header = printPassportUrls({ loginUrl, form: 'bare', more });
    expect(header).toBe("DARealm=Passport.Net,DALogin=127.0.0.1:8443/login2.srf,ConfigVersion=11,prompt,q='a, b'");
    expect(parsePassportUrls(header).fields.slice(2)).toEqual(more);
  });

  test('refuses a login URL that is not https', () => {
    expect(() => printPassportUrls({ loginUrl: new URL('http://a/b'), form: 'bare' })).toThrow(
      expect.objectContaining({ code: 'dalogin' }),
    );
  });

  test.each([
    ['a comma', 'a', 'b,c'],
    ['a line break', 'a', 'b\r\nc'],
    ['a blank', 'a', 'b c'],
    ['a leading quote', 'a', "'b"],
    ['characters beyond ASCII', 'a', 'é'],
    ['no name', '', 'b'],
    ['a name with an equals sign', 'a=b', 'c'],
  ])('refuses %s', (_, name, value) => {
    expect(() => printPassportUrls({ loginUrl, form: 'bare', more: [{ name, value }] })).toThrow(
      expect.objectContaining({ code: 'passport-field' }),
    );
  });
});
