import { exampleSession, sessionWith } from './example-session';
import { findingOf } from './finding-of';
import { clientTrace } from './trace-of';

const { login } = exampleSession;

function found(text: string, id: string) {
  const { exercised, violations, variants } = findingOf(clientTrace`${text}`, id, 'client');
  return { isExercised: exercised > 0, violations, variants };
}

function judged(text: string, id: string) {
  const { isExercised, violations } = found(text, id);
  return { isExercised, violations };
}

const right = { isExercised: true, violations: [] };
const undecided = { isExercised: false, violations: [] };

function accused(...violations: readonly string[]) {
  return { isExercised: true, violations };
}

/** The session with one line of its login replaced. */
function loginWith(line: string, other: string): string {
  if (!login.includes(line)) throw new Error(`The login has no line ${line}.`);
  return sessionWith({ login: login.replace(line, other) });
}

const cvr = 'CVR 5 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com';

describe('the login of the corrected example session', () => {
  it.each([
    ...['C-VER-01', 'C-VER-02', 'C-VER-03', 'C-CVR-01', 'C-CVR-02', 'C-CVR-03', 'C-CVR-04', 'C-USR-01', 'C-USR-02'],
    ...['C-USR-03', 'C-XFR-01', 'C-XFR-03', 'C-XFR-05', 'C-AUT-09', 'C-TRI-01', 'C-TRI-02'],
  ])('exercises %s and keeps it', (id) => {
    expect(judged(sessionWith(), id)).toEqual(right);
  });
});

describe('VER', () => {
  it.each([
    ['C-VER-01', '>>> VER 4 MSNP7 CVR0', '>>> VER 4 MSNP7 CVR0'],
    ['C-VER-01', '>>> VER MSNP8 CVR0', '>>> VER MSNP8 CVR0'],
    ['C-VER-02', '>>> VER 4 MSNP8', '>>> VER 4 MSNP8'],
    ['C-VER-02', '>>> VER 4 CVR0 MSNP8', '>>> VER 4 CVR0 MSNP8'],
  ])('%s: %s is wrong', (id, line, at) => {
    expect(judged(loginWith('>>> VER 4 MSNP8 CVR0', line), id)).toEqual(accused(at));
  });

  it('C-VER-01: no other command comes first', () => {
    expect(judged(String.raw`>>> ${cvr}\r\n`, 'C-VER-01')).toEqual(accused(`>>> ${cvr}`));
  });

  it.each(['MSNP9 MSNP8 CVR0', 'MSNP8 MSNP7 CVR0', 'MSNP8 CVR0'])('C-VER-01: %s may be offered', (words) => {
    expect(judged(loginWith('>>> VER 4 MSNP8 CVR0', `>>> VER 4 ${words}`), 'C-VER-01')).toEqual(right);
  });

  it('C-VER-01: the first transaction id may be 0', () => {
    expect(judged(String.raw`>>> VER 0 MSNP8 CVR0\r\n`, 'C-VER-01')).toEqual(right);
  });

  const replies = [
    ['C-VER-03', 'MSNP8 CVR0'],
    ['C-VER-04', 'CVR0 MSNP8'],
    ['C-VER-07', 'MSNP8'],
  ] as const;

  it.each(replies)('%s: the reply %s is taken when CVR follows', (id, words) => {
    expect(
      judged(
        String.raw`
      >>> VER 1 MSNP8 CVR0\r\n
      <<< VER 1 ${words}\r\n
      >>> ${cvr}\r\n`,
        id,
      ),
    ).toEqual(right);
  });

  it.each(replies)('%s: the reply %s is not taken when the client leaves', (id, words) => {
    expect(
      judged(
        String.raw`
      >>> VER 1 MSNP8 CVR0\r\n
      <<< VER 1 ${words}\r\n
      >>> (close)`,
        id,
      ),
    ).toEqual(accused('close'));
  });

  it.each(replies)('%s: silence upon %s counts when the kit has waited', (id, words) => {
    const start = String.raw`
      >>> VER 1 MSNP8 CVR0\r\n
      <<< VER 1 ${words}\r\n`;
    expect(judged(`${start}\n!! time-limit`, id)).toEqual(accused('!! time-limit'));
    expect(judged(start, id)).toEqual(undecided);
  });

  it.each(replies)('%s: nothing is decided upon %s where the server closes or the case ends', (id, words) => {
    const start = String.raw`
      >>> VER 1 MSNP8 CVR0\r\n
      <<< VER 1 ${words}\r\n`;
    expect(judged(`${start}\n<<< (close)`, id)).toEqual(undecided);
    expect(judged(`${start}\n!! end\n>>> (close)`, id)).toEqual(undecided);
    expect(judged(`${start}\n!! asked logout\n>>> (close)`, id)).toEqual(undecided);
  });

  it.each([
    ['C-VER-05', '0'],
    ['C-VER-05', '0 MSNP9'],
    ['C-VER-06', 'MSNP7'],
    ['C-VER-06', 'MSNP9 CVR0'],
  ])('%s: the login stops upon %s', (id, words) => {
    const start = String.raw`
      >>> VER 1 MSNP8 CVR0\r\n
      <<< VER 1 ${words}\r\n`;
    expect(judged(`${start}\n>>> (close)`, id)).toEqual(right);
    expect(
      judged(
        String.raw`${start}
      >>> ${cvr}\r\n`,
        id,
      ),
    ).toEqual(accused(`>>> ${cvr}`));
  });

  it('C-VER-05 and C-VER-06: a login sent in one go says nothing, nor does the dialect that was offered too', () => {
    const ahead = (words: string) => String.raw`
      >>> VER 1 MSNP8 CVR0\r\n${cvr}\r\n
      <<< VER 1 ${words}\r\n
      >>> USR 6 TWN I alice@passport.com\r\n`;
    expect(judged(ahead('0'), 'C-VER-05').violations).toEqual([]);
    expect(judged(ahead('MSNP7'), 'C-VER-06').violations).toEqual([]);
    const other = String.raw`
      >>> VER 1 MSNP8 MSNP7 CVR0\r\n
      <<< VER 1 MSNP7\r\n
      >>> ${cvr}\r\n`;
    expect(judged(other, 'C-VER-06')).toEqual(undecided);
  });
});

describe('CVR', () => {
  it.each([
    ['C-CVR-01', 'CVR 5 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS'],
    ['C-CVR-01', 'CVR 5 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com more'],
    ['C-CVR-01', 'CVR 5 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice'],
    ['C-CVR-02', 'CVR 5 1033 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com'],
    ['C-CVR-02', 'CVR 5 0x409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com'],
    ['C-CVR-02', 'CVR 5 0x0409 win 4.10 i386 MSNMSGR five MSMSGS alice@passport.com'],
  ])('%s: %s is wrong', (id, line) => {
    expect(judged(loginWith(cvr, line), id)).toEqual(accused(`>>> ${line}`));
  });

  it.each([
    'CVR 5 0x0409 win 4.10 i386 MSNMSGR 0.4.1 MSMSGS alice@passport.com',
    'CVR 5 0x040C linux 2.4 i686  KMSS\t5.0.0544 own-id ALICE@passport.com',
  ])('%s is right', (line) => {
    for (const id of ['C-CVR-01', 'C-CVR-02', 'C-USR-03']) expect(judged(loginWith(cvr, line), id)).toEqual(right);
  });

  it('C-CVR-01: USR does not come in its place', () => {
    expect(
      judged(
        String.raw`
      >>> VER 1 MSNP8 CVR0\r\n
      <<< VER 1 MSNP8 CVR0\r\n
      >>> USR 2 TWN I alice@passport.com\r\n`,
        'C-CVR-01',
      ),
    ).toEqual(accused('>>> USR 2 TWN I alice@passport.com'));
  });

  const upTo = (reply: string) => String.raw`
    >>> VER 4 MSNP8 CVR0\r\n
    <<< VER 4 MSNP8 CVR0\r\n
    >>> ${cvr}\r\n
    <<< CVR 5 ${reply}\r\n`;

  it.each([
    '6.0.0602 6.0.0602 1.0.0000 http://a.example http://b.example',
    '5.0.0544 5.0.0544 5.0.0544 http://a.example',
  ])('C-CVR-03: %s is taken, or not', (reply) => {
    const usr = String.raw`>>> USR 6 TWN I alice@passport.com\r\n`;
    expect(judged(`${upTo(reply)}\n${usr}`, 'C-CVR-03')).toEqual(right);
    expect(judged(`${upTo(reply)}\n>>> (close)`, 'C-CVR-03')).toEqual(accused('close'));
    expect(judged(`${upTo(reply)}\n!! time-limit`, 'C-CVR-03')).toEqual(accused('!! time-limit'));
  });

  it('C-CVR-03: a client below the minimum may leave', () => {
    const reply = '6.0.0602 6.0.0602 6.0.0602 http://a.example http://b.example';
    expect(judged(`${upTo(reply)}\n>>> (close)`, 'C-CVR-03')).toEqual(undecided);
  });

  it('C-CVR-04: INF is wrong', () => {
    expect(
      judged(
        loginWith(
          '>>> USR 6',
          String.raw`>>> INF 16\r\n
      >>> USR 6`,
        ),
        'C-CVR-04',
      ),
    ).toEqual(accused('>>> INF 16'));
  });
});

describe('USR TWN I', () => {
  const line = 'USR 6 TWN I alice@passport.com';

  it.each(['USR 6 MD5 I alice@passport.com', 'USR 6 TWN I', 'USR 6 TWN I alice', 'USR 6 TWN I alice@passport.com 1'])(
    'C-USR-01: %s is wrong',
    (other) => {
      expect(judged(loginWith(line, other), 'C-USR-01')).toEqual(accused(`>>> ${other}`));
    },
  );

  it('C-USR-02: what comes before the reply is too early', () => {
    const early = String.raw`
      >>> VER 4 MSNP8 CVR0\r\n${cvr}\r\n
      <<< VER 4 MSNP8 CVR0\r\n`;
    expect(judged(early, 'C-USR-02')).toEqual(accused(`>>> ${cvr}`));
  });

  it('C-USR-02: to give up before the reply is not too early', () => {
    expect(
      judged(
        String.raw`
      >>> VER 4 MSNP8 CVR0\r\n
      >>> OUT\r\n`,
        'C-USR-02',
      ).violations,
    ).toEqual([]);
  });

  it('C-USR-03: CVR and both USR name one account', () => {
    expect(judged(loginWith('MSMSGS alice@', 'MSMSGS example@'), 'C-USR-03').violations).not.toEqual([]);
    expect(judged(loginWith(line, 'USR 6 TWN I alice@hotmail.com'), 'C-USR-03')).toEqual(
      accused('>>> USR 6 TWN I alice@hotmail.com'),
    );
    expect(judged(loginWith(line, 'USR 6 TWN I Alice@Passport.com'), 'C-USR-03')).toEqual(right);
  });
});

describe('XFR', () => {
  it('C-XFR-05: counting on and counting anew are both right', () => {
    const variantsOf = (text: string) => Object.keys(found(text, 'C-XFR-05').variants);
    expect(variantsOf(sessionWith())).toHaveLength(1);
    const anew = sessionWith({ login: login.replaceAll('VER 4', 'VER 1') });
    expect(variantsOf(anew)).toHaveLength(1);
    expect(variantsOf(anew)).not.toEqual(variantsOf(sessionWith()));
  });

  it('C-XFR-01: a client that stays away breaks it, once the kit has waited', () => {
    expect(judged(`${exampleSession.dispatch}\n!! time-limit`, 'C-XFR-01')).toEqual(accused('!! time-limit'));
    expect(judged(exampleSession.dispatch, 'C-XFR-01')).toEqual(undecided);
    const dispatch = exampleSession.dispatch.replace('<<< (close)', '');
    expect(judged(`${dispatch}\n!! time-limit`, 'C-XFR-03')).toEqual(accused('!! time-limit'));
    expect(judged(dispatch, 'C-XFR-03')).toEqual(undecided);
  });

  it('C-XFR-01: VER comes first at the new place', () => {
    expect(judged(loginWith('>>> VER 4 MSNP8 CVR0', '>>> USR 4 TWN I alice@passport.com'), 'C-XFR-01')).toEqual(
      accused('>>> USR 4 TWN I alice@passport.com'),
    );
  });

  it('C-XFR-02: a challenge on the first connection is met', () => {
    const challenge = login.slice(0, login.indexOf('>>> USR 7'));
    const ticket = String.raw`>>> USR 7 TWN S t=1&p=1\r\n`;
    expect(judged(`${challenge}\n${ticket}`, 'C-XFR-02')).toEqual(right);
    expect(judged(`${challenge}\n>>> (close)`, 'C-XFR-02')).toEqual(accused('close'));
    expect(judged(`${challenge}\n!! end\n>>> (close)`, 'C-XFR-02')).toEqual(undecided);
  });
});

describe('the ticket', () => {
  const challenge = 'lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1,kpp=1,kv=5,ver=2,tpf=4';
  const header = `Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fm,sign-in=alice%40passport.com,pwd=a%2C%20b,${challenge}`;
  const session = (options: { readonly header?: string; readonly usr?: string; readonly refused?: true } = {}) => {
    const outcome =
      options.refused === true
        ? '<<< HTTP/1.1 401 Unauthorized | WWW-Authenticate: Passport1.4 da-status=failed,srealm=Passport.NET'
        : "!! ticket t=1&p=2\n<<< HTTP/1.1 200 OK | Authentication-Info: Passport1.4 da-status=success,from-PP='t=1&p=2'";
    return String.raw`
      == alice
      >>> VER 4 MSNP8 CVR0\r\n
      <<< VER 4 MSNP8 CVR0\r\n
      >>> ${cvr}\r\n
      <<< CVR 5 1.0.0000 1.0.0000 1.0.0000 http://a.example http://b.example\r\n
      >>> USR 6 TWN I alice@passport.com\r\n
      <<< USR 6 TWN S ${challenge}\r\n
      == login passport
      >>> GET /login2.srf HTTP/1.1 | Authorization: ${options.header ?? header}
      ${outcome}
      == alice
      ${options.usr ?? String.raw`>>> USR 7 TWN S t=1&p=2\r\n`}`;
  };

  it.each(['C-AUT-01', 'C-AUT-02', 'C-AUT-03', 'C-AUT-04'])('%s is kept', (id) => {
    expect(judged(session(), id)).toEqual(right);
  });

  it.each(["'t=1&p=2'", 't=1', 't=1%26p=2', 't=1&p=2 x'])('C-AUT-01: %s is not the ticket', (word) => {
    const usr = String.raw`>>> USR 7 TWN S ${word}\r\n`;
    expect(judged(session({ usr }), 'C-AUT-01')).toEqual(accused(`>>> USR 7 TWN S ${word}`));
  });

  it('C-AUT-02: the challenge is taken over as it stands', () => {
    expect(judged(session({ header: header.replace('ct=1,', 'ct=201,') }), 'C-AUT-02')).toEqual(accused('http'));
    expect(judged(session({ header: header.replace(/,fs=.*/, '') }), 'C-AUT-02')).toEqual(accused('http'));
  });

  it.each([
    header.replace('Passport1.4', 'Basic'),
    header.replace('OrgVerb=GET,', ''),
    header.replace('OrgURL=http%3A%2F%2Fm,', ''),
  ])('C-AUT-03: %s is incomplete', (other) => {
    expect(judged(session({ header: other }), 'C-AUT-03')).toEqual(accused('http'));
  });

  it('C-AUT-04: the password is encoded; a raw account does no harm', () => {
    expect(judged(session({ header: header.replace('pwd=a%2C%20b', 'pwd=a b') }), 'C-AUT-04')).toEqual(accused('http'));
    expect(judged(session({ header: header.replace('%40', '@') }), 'C-AUT-04').violations).toEqual([]);
  });

  it('C-AUT-06: no ticket is sent when there is none', () => {
    expect(judged(session({ refused: true }), 'C-AUT-06')).toEqual(accused('>>> USR 7 TWN S t=1&p=2'));
    expect(judged(session({ refused: true, usr: '>>> (close)' }), 'C-AUT-06')).toEqual(right);
    expect(judged(session(), 'C-AUT-06').violations).toEqual([]);
  });

  it('C-AUT-08: an error to the ticket ends the login', () => {
    const refused = String.raw`>>> USR 7 TWN S t=1&p=2\r\n
      <<< 911 7\r\n`;
    expect(judged(session({ usr: `${refused}\n>>> (close)` }), 'C-AUT-08')).toEqual(right);
    const syn = String.raw`>>> SYN 8 0\r\n`;
    expect(judged(session({ usr: `${refused}\n${syn}` }), 'C-AUT-08')).toEqual(accused('>>> SYN 8 0'));
  });

  it('C-AUT-09: OK leads on', () => {
    const ok = String.raw`>>> USR 7 TWN S t=1&p=2\r\n
      <<< USR 7 OK alice@passport.com Alice%20B 1 0\r\n`;
    expect(
      judged(
        session({
          usr: String.raw`${ok}
      >>> CHG 8 NLN\r\n`,
        }),
        'C-AUT-09',
      ),
    ).toEqual(right);
    expect(judged(session({ usr: `${ok}\n>>> (close)` }), 'C-AUT-09')).toEqual(accused('close'));
    expect(judged(session({ usr: `${ok}\n<<< (close)` }), 'C-AUT-09')).toEqual(undecided);
  });
});

describe('transaction ids', () => {
  it.each([
    ['C-TRI-01', String.raw`>>> CHG NLN 0\r\n`, '>>> CHG NLN 0'],
    ['C-TRI-01', String.raw`>>> CHG 4294967296 NLN 0\r\n`, '>>> CHG 4294967296 NLN 0'],
    ['C-TRI-01', String.raw`>>> OUT 17\r\n`, '>>> OUT 17 (SHOULD)'],
    [
      'C-TRI-02',
      String.raw`>>> CHG 1 NLN 0\r\n
      <<< CHG 1 NLN 0\r\n
      >>> CHG 0 BSY 0\r\n`,
      '>>> CHG 0 BSY 0',
    ],
    [
      'C-TRI-02',
      String.raw`>>> CHG 9 NLN 0\r\nADD 9 AL fred@passport.com Fred\r\n`,
      '>>> ADD 9 AL fred@passport.com Fred',
    ],
  ])('%s is broken by %s', (id, line, at) => {
    expect(judged(line, id)).toEqual(accused(at));
  });

  it.each([
    String.raw`>>> CHG 4294967295 NLN 0\r\n`,
    String.raw`>>> CHG 1 NLN 0\r\nPNG\r\nOUT\r\n`,
    String.raw`>>> CHG 1 NLN 0\r\n
      <<< CHG 1 NLN 0\r\n
      >>> CHG 1 BSY 0\r\n`,
    String.raw`>>> CHG 1 NLN 0\r\n
      <<< 715 1\r\n
      >>> CHG 1 BSY 0\r\n`,
  ])('%s is right', (text) => {
    for (const id of ['C-TRI-01', 'C-TRI-02']) expect(judged(text, id)).toEqual(right);
  });
});
