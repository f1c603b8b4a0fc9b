import { type FindingInShort, findingOf } from './finding-of';
import { clientTrace } from './trace-of';

const none: FindingInShort = { exercised: 0, violations: [], variants: {} };
const once: FindingInShort = { ...none, exercised: 1 };

function judged(id: string, ...pieces: readonly string[]): FindingInShort {
  return findingOf(clientTrace`${pieces.join('\n')}`, id, 'client');
}

/** VER, CVR and USR I on a new connection. */
function begin(connection: string): string {
  return String.raw`
    == ${connection}
    >>> VER 1 MSNP8 CVR0\r\n
    <<< VER 1 MSNP8 CVR0\r\n
    >>> CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n
    <<< CVR 2 5.0.0544 5.0.0544 1.0.0000 http://a.example http://b.example\r\n
    >>> USR 3 TWN I alice@passport.com\r\n
  `;
}
const online = String.raw`
  ${begin('alice')}
  <<< USR 3 TWN S lc=1033\r\n
  >>> USR 4 TWN S t=1\r\n
  <<< USR 4 OK alice@passport.com Alice 1 0\r\n
  >>> CHG 5 NLN 0\r\n
  <<< CHG 5 NLN 0\r\n
`;
const challenge = String.raw`<<< CHL 0 29409134351025259292\r\n`;
const answer = String.raw`>>> QRY 90 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c`;
const xfr = (address: string): string => String.raw`
  <<< XFR 3 NS ${address} 0 127.0.0.1:1863\r\n
  <<< (close)
`;

describe('C-XFR-01', () => {
  it('is kept by going there and beginning anew', () => {
    expect(judged('C-XFR-01', begin('dispatch dispatch'), xfr('127.0.0.1:2'), begin('next'))).toEqual(once);
  });
  it('is broken by calling at the same server again, unless it was named', () => {
    const again = begin('again dispatch');
    expect(judged('C-XFR-01', begin('dispatch dispatch'), xfr('127.0.0.1:2'), again).violations).toEqual([
      '>>> USR 3 TWN I alice@passport.com',
    ]);
    expect(judged('C-XFR-01', begin('dispatch dispatch'), xfr('127.0.0.1:1863'), again)).toEqual(once);
  });
  it('is broken by saying nothing there', () => {
    expect(
      judged('C-XFR-01', begin('dispatch dispatch'), xfr('127.0.0.1:2'), '== next\n>>> (close)').violations,
    ).toEqual(['close']);
    expect(judged('C-XFR-01', begin('dispatch dispatch'), xfr('127.0.0.1:2'), '== next\n<<< (close)')).toEqual(none);
  });
  it('is not about a login that was asked for then, nor about the end of the case', () => {
    const stays = [begin('dispatch dispatch'), xfr('127.0.0.1:2')];
    expect(judged('C-XFR-01', ...stays, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(judged('C-XFR-01', ...stays, '!! end', '!! time-limit')).toEqual(none);
    expect(judged('C-XFR-01', ...stays, '!! asked login alice@passport.com', begin('next'))).toEqual(none);
  });
});

describe('C-XFR-03 and C-XFR-04', () => {
  const late = String.raw`<<< XFR 3 NS 127.0.0.1:2 0 127.0.0.1:1863\r\n`;
  it('want an XFR followed before the close, and after', () => {
    expect(judged('C-XFR-03', begin('dispatch dispatch'), late, begin('next'))).toEqual(once);
    expect(judged('C-XFR-03', begin('dispatch dispatch'), late, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(judged('C-XFR-01', begin('dispatch dispatch'), late, '!! time-limit')).toEqual(none);
  });
  it('want a second XFR followed', () => {
    const first = [begin('dispatch dispatch'), xfr('127.0.0.1:2')];
    expect(judged('C-XFR-04', ...first, begin('next'), xfr('127.0.0.1:3'), begin('last'))).toEqual(once);
    expect(judged('C-XFR-04', ...first, begin('next'), xfr('127.0.0.1:3'), '!! time-limit').violations).toEqual([
      '!! time-limit',
    ]);
    expect(judged('C-XFR-01', ...first, begin('next'), xfr('127.0.0.1:3'), '!! time-limit')).toEqual(once);
    expect(judged('C-XFR-04', ...first, begin('next'))).toEqual(none);
  });
});

describe('C-XFR-06', () => {
  const move = String.raw`<<< XFR 0 NS 127.0.0.1:2 0 127.0.0.1:1863\r\n`;
  const back = '== alice';
  it('is kept by leaving and logging in over there', () => {
    expect(judged('C-XFR-06', online, move, '>>> (close)', begin('next'))).toEqual(once);
    expect(judged('C-XFR-06', online, move, String.raw`>>> OUT\r\n`, '<<< (close)', begin('next'))).toEqual(once);
    expect(judged('C-XFR-06', online, move, begin('next'), back, '>>> (close)')).toEqual(once);
  });
  it('is broken by staying', () => {
    expect(judged('C-XFR-06', online, move, challenge, answer).violations).toEqual([
      '>>> QRY 90 msmsgs@msnmsgr.com 32',
    ]);
    expect(judged('C-XFR-06', online, move, '!! time-limit').violations).toEqual(['!! time-limit']);
    const chg = String.raw`>>> CHG 6 BSY 0\r\n`;
    expect(judged('C-XFR-06', online, move, begin('next'), back, chg).violations).toEqual(['>>> CHG 6 BSY 0']);
  });
  it('is not about what crossed it', () => {
    const chg = String.raw`>>> CHG 6 BSY 0\r\n`;
    expect(judged('C-XFR-06', online, move, chg)).toEqual(none);
    expect(judged('C-XFR-06', online, challenge, move, answer)).toEqual(none);
    expect(judged('C-XFR-06', online, move, '>>> (close)')).toEqual(none);
  });
});

describe('C-XFR-07', () => {
  const odd = [begin('dispatch dispatch'), xfr('localhost:2')];
  it('wants names and addresses without a port found', () => {
    expect(judged('C-XFR-07', ...odd, begin('next'))).toEqual(once);
    expect(judged('C-XFR-07', begin('dispatch dispatch'), xfr('127.0.0.1'), begin('next'))).toEqual(once);
    expect(judged('C-XFR-07', begin('dispatch dispatch'), xfr('127.0.0.1:2'), begin('next'))).toEqual(none);
    expect(judged('C-XFR-07', ...odd, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(judged('C-XFR-01', ...odd, '!! time-limit')).toEqual(none);
  });
  it('counts for switchboards too', () => {
    const ring = String.raw`<<< RNG 1 localhost:3 CKI 1.2 bob@passport.com Bob\r\n`;
    expect(judged('C-XFR-07', online, ring, '== chat switchboard')).toEqual(once);
    expect(judged('C-XFR-07', online, ring.replace('localhost', '127.0.0.1'), '== chat switchboard')).toEqual(none);
  });
});

describe('Passport', () => {
  const asked = String.raw`
    ${begin('alice')}
    <<< USR 3 TWN S lc=1033,ct=1\r\n
    == login passport
  `;
  const authorization = 'Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fm,sign-in=a%40b,pwd=c%2C,lc=1033,ct=1';
  const get = (path: string, value = authorization): string => `>>> GET ${path} HTTP/1.1 | Authorization: ${value}`;
  const found = '<<< HTTP/1.1 302 Found | Location: https://127.0.0.1:1/other/login2.srf';
  const gone = '== alice\n>>> (close)';

  it('C-AUT-05: a redirect is followed with the same credentials', () => {
    const first = [asked, get('/login2.srf'), found];
    expect(judged('C-AUT-05', ...first, get('/other/login2.srf'))).toEqual(once);
    expect(judged('C-AUT-05', ...first, get('https://127.0.0.1:1/other/login2.srf'))).toEqual(once);
    for (const other of [
      '>>> GET /other/login2.srf HTTP/1.1',
      get('/other/login2.srf', authorization.replace('a%40b', 'x')),
    ])
      expect(judged('C-AUT-05', ...first, other).violations).toEqual(['http']);
    expect(judged('C-AUT-05', ...first, gone).violations).toEqual(['close']);
    expect(judged('C-AUT-05', ...first, '!! end', gone)).toEqual(none);
    expect(judged('C-AUT-05', ...first)).toEqual(none);
  });

  it('C-AUT-07: header names are found whatever their case', () => {
    const nexus = '>>> GET /rdr/pprdr.asp HTTP/1.1\n<<< HTTP/1.1 200 OK | Passporturls: DALogin=l.example/login2.srf';
    expect(judged('C-AUT-07', asked, nexus, get('/login2.srf'))).toEqual(once);
    expect(judged('C-AUT-07', asked, nexus, gone).violations).toEqual(['close']);
    expect(judged('C-AUT-07', asked, nexus.replace('Passporturls', 'PassportURLs'), gone)).toEqual(none);
    const given = "<<< HTTP/1.1 200 OK | authentication-info: Passport1.4 da-status=success,from-PP='t=1'";
    const usr = String.raw`== alice
      >>> USR 4 TWN S t=1\r\n`;
    expect(judged('C-AUT-07', asked, get('/login2.srf'), given, usr)).toEqual(once);
    expect(judged('C-AUT-07', asked, get('/login2.srf'), given, gone).violations).toEqual(['close']);
    expect(judged('C-AUT-07', asked, get('/login2.srf'), given.replace('200 OK', '401 No'), gone)).toEqual(none);
  });

  it('C-AUT-03 and C-AUT-02 are not about a login by web form', () => {
    const form = '>>> GET /login.srf?lc=1033 HTTP/1.0';
    for (const id of ['C-AUT-02', 'C-AUT-03', 'C-AUT-04']) expect(judged(id, asked, form)).toEqual(none);
  });

  it('C-AUT-04 is not about a password that needs no encoding', () => {
    expect(judged('C-AUT-04', asked, get('/login2.srf', authorization.replace('c%2C', 'secret+1')))).toEqual(none);
  });
});

describe('OUT', () => {
  const out = String.raw`>>> OUT\r\n`;
  it('C-OUT-01: logging out says OUT, or closes', () => {
    expect(judged('C-OUT-01', online, out)).toEqual(once);
    expect(judged('C-OUT-01', online, '!! asked logout', '>>> (close)')).toEqual(once);
    expect(judged('C-OUT-01', online, '>>> (close)')).toEqual(none);
    expect(judged('C-OUT-01', online, '!! asked logout', '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(judged('C-OUT-01', online, '!! asked logout', '<<< (close)')).toEqual(none);
    expect(judged('C-OUT-01', online, String.raw`>>> OUT 17\r\n`).violations).toEqual(['>>> OUT 17']);
  });
  it('C-OUT-02: after OUT OTH the client stays away', () => {
    const other = [online, String.raw`<<< OUT OTH\r\n`];
    expect(judged('C-OUT-02', ...other, '<<< (close)')).toEqual(once);
    expect(judged('C-OUT-02', ...other, '<<< (close)', begin('next')).violations).toEqual(['open (SHOULD)']);
    expect(judged('C-OUT-02', ...other, '<<< (close)', '!! asked login', begin('next'))).toEqual(once);
    expect(judged('C-OUT-02', ...other, challenge, answer).violations).toEqual(['>>> QRY 90 msmsgs@msnmsgr.com 32']);
    expect(judged('C-OUT-02', online, String.raw`<<< OUT SSD\r\n`, '<<< (close)')).toEqual(none);
  });
  it('C-OUT-03: after OUT SSD the way begins at the first server', () => {
    const shut = [begin('dispatch dispatch'), xfr('127.0.0.1:2'), online, String.raw`<<< OUT SSD\r\n`, '<<< (close)'];
    expect(judged('C-OUT-03', ...shut, begin('first dispatch'))).toEqual(once);
    expect(judged('C-OUT-03', ...shut, begin('next')).violations).toHaveLength(1);
    expect(judged('C-OUT-03', ...shut)).toEqual(none);
  });
});

describe('the other side of the login', () => {
  it('C-SYN-01: a session without SYN lacks it at its end, not before', () => {
    const out = String.raw`>>> OUT\r\n`;
    expect(judged('C-SYN-01', online, challenge, answer, out).violations).toEqual(['>>> OUT']);
    expect(judged('C-SYN-01', online, challenge, answer)).toEqual(none);
    expect(judged('C-SYN-01', online, out)).toEqual(none);
  });
  it('C-AUT-08: what was sent ahead of the error says nothing', () => {
    const ahead = String.raw`
      ${begin('alice')}
      >>> SYN 4 0\r\n
      <<< 911 3\r\n
      >>> CHG 5 NLN 0\r\n
    `;
    expect(judged('C-AUT-08', ahead)).toEqual(none);
  });
  it('C-VER-05: the login stops, unless it was sent in one go', () => {
    const cvr = String.raw`>>> CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n`;
    const [ver, no] = [String.raw`>>> VER 1 MSNP8 CVR0\r\n`, String.raw`<<< VER 1 0 MSNP9\r\n`];
    expect(judged('C-VER-05', ver, no, cvr).violations).toHaveLength(1);
    expect(judged('C-VER-05', ver, no, '>>> (close)')).toEqual(once);
    expect(judged('C-VER-05', ver, cvr, no, String.raw`>>> USR 3 TWN I alice@passport.com\r\n`)).toEqual(none);
  });
});
