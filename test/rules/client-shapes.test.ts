import { type FindingInShort, findingOf } from './finding-of';
import { clientTrace } from './trace-of';

const none: FindingInShort = { exercised: 0, violations: [], variants: {} };
const once: FindingInShort = { ...none, exercised: 1 };

function judged(id: string, ...pieces: readonly string[]): FindingInShort {
  return findingOf(clientTrace`${pieces.join('\n')}`, id, 'client');
}

const line = (text: string): string => String.raw`>>> ${text}\r\n`;
const reply = (text: string): string => String.raw`<<< ${text}\r\n`;

const listed = String.raw`
  == alice
  >>> USR 1 TWN S t=1\r\n
  <<< USR 1 OK alice@passport.com Alice 1 0\r\n
  >>> SYN 2 0\r\n
  <<< SYN 2 7 4 1\r\nGTC A\r\nBLP AL\r\nLSG 0 Other 0\r\n
      LST bob@passport.com Bob 11 0\r\nLST carol@passport.com Carol 1 0\r\n
      LST eve@passport.com Eve 12\r\nLST fred@passport.com Fred 8\r\n
`;

/** A command, and the rules that it breaks or keeps among those about it. */
const shapes: readonly (readonly [string, string, 'right' | 'wrong' | 'other'])[] = [
  ['C-CHG-01', 'CHG 3 HDN 0', 'right'],
  ['C-CHG-01', 'CHG 3 nln 0', 'wrong'],
  ['C-CHG-01', 'CHG 3', 'wrong'],
  ['C-CHG-02', 'CHG 3 NLN 4294967295', 'right'],
  ['C-CHG-02', 'CHG 3 NLN 4294967296', 'wrong'],
  ['C-CHG-02', 'CHG 3 NLN 0x18', 'wrong'],
  ['C-CHG-03', 'CHG 3 NLN 0 0', 'wrong'],
  ['C-CHG-03', 'CHG 3 NLN', 'right'],
  ['C-LST-01', 'ADD 3 FL emily@passport.com Emily', 'right'],
  ['C-LST-01', 'ADD 3 FL emily@passport.com Emily 2', 'right'],
  ['C-LST-01', 'ADD 3 FL emily@passport.com Emily 2 3', 'other'],
  ['C-LST-01', 'ADD 3 FL emily@passport.com', 'wrong'],
  ['C-LST-01', 'ADD 3 AL emily@passport.com Emily', 'right'],
  ['C-LST-01', 'ADD 3 AL emily@passport.com emily@passport.com', 'right'],
  ['C-LST-01', 'ADD 3 AL emily@passport.com Emily 0', 'wrong'],
  ['C-LST-01', 'ADD 3 BL emily Emily', 'wrong'],
  ['C-LST-01', 'ADD 3 al emily@passport.com Emily', 'wrong'],
  ['C-LST-01', 'ADD 3 RL emily@passport.com Emily', 'other'],
  ['C-LST-01', 'ADD 3 AL emily@passport.com Emily Rose', 'other'],
  ['C-LST-02', 'ADD 3 RL emily@passport.com Emily', 'wrong'],
  ['C-LST-02', 'REM 3 RL bob@passport.com', 'wrong'],
  ['C-LST-02', 'REM 3 AL bob@passport.com', 'right'],
  ['C-LST-03', 'ADD 3 BL bob@passport.com Bob', 'wrong'],
  ['C-LST-03', 'ADD 3 BL carol@passport.com Carol', 'other'],
  ['C-LST-03', 'ADD 3 BL probe@passport.com probe', 'other'],
  ['C-LST-11', 'ADD 3 FL emily@passport.com Emily 0', 'right'],
  ['C-LST-11', 'ADD 3 FL emily@passport.com Emily', 'wrong'],
  ['C-LST-11', 'ADD 3 AL emily@passport.com Emily', 'other'],
  ['C-LST-09', `REA 3 alice@passport.com ${'a'.repeat(387)}`, 'right'],
  ['C-LST-09', `REA 3 alice@passport.com ${'a'.repeat(388)}`, 'wrong'],
  ['C-LST-09', `ADD 3 AL emily@passport.com ${'%20'.repeat(130)}`, 'wrong'],
  ['C-LST-09', 'REA 3 alice@passport.com Alice', 'other'],
  ['C-REA-01', 'REA 3 alice@passport.com Alice%20B', 'right'],
  ['C-REA-01', 'REA 3 alice@passport.com', 'wrong'],
  ['C-REA-01', 'REA 3 Alice', 'wrong'],
  ['C-REA-01', 'REA 3 alice@passport.com Alice B', 'wrong'],
  ['C-GRP-01', 'ADG 3 Friends 0', 'right'],
  ['C-GRP-01', 'ADG 3 Friends', 'wrong'],
  ['C-GRP-01', 'REG 3 1 Friends 0', 'right'],
  ['C-GRP-01', 'REG 3 1 Friends', 'wrong'],
  ['C-GRP-01', 'REG 3 Friends Mates 0', 'wrong'],
  ['C-GRP-01', 'RMG 3 1', 'right'],
  ['C-GRP-01', 'RMG 3 Friends', 'wrong'],
  ['C-PNG-01', 'PNG', 'right'],
  ['C-PNG-01', 'PNG 3', 'wrong'],
  ['C-SB-01', 'XFR 3 SB', 'right'],
  ['C-SB-01', 'XFR 3 NS', 'wrong'],
];

describe('commands of a client', () => {
  it.each(shapes)('%s: %s is %s', (id, text, verdict) => {
    const found = judged(id, listed, line(text));
    expect(found.violations).toEqual(verdict === 'wrong' ? [`>>> ${text}`] : []);
    expect(found.exercised).toBe(verdict === 'other' ? 0 : 1);
  });

  it('C-CHG-01 and C-REA-01 only warn of what worked', () => {
    expect(judged('C-CHG-01', listed, line('CHG 3 FLN 0')).violations).toEqual(['>>> CHG 3 FLN 0 (SHOULD)']);
    const rea = 'REA 3 alice%40passport.com Alice';
    expect(judged('C-REA-01', listed, line(rea)).violations).toEqual([`>>> ${rea} (SHOULD)`]);
  });

  it('C-LST-03: REM AL goes before ADD BL, whatever is still open', () => {
    const block = [line('REM 3 AL bob@passport.com'), line('ADD 4 BL Bob@passport.com Bob')];
    expect(judged('C-LST-03', listed, ...block)).toEqual(once);
    expect(judged('C-LST-03', listed, block[1] ?? '', block[0] ?? '').violations).toHaveLength(1);
    const later = [block[0] ?? '', reply('REM 3 AL 8 bob@passport.com'), block[1] ?? ''];
    expect(judged('C-LST-03', listed, ...later)).toEqual(once);
    const allowed = [line('ADD 3 AL carol@passport.com C'), reply('ADD 3 AL 8 carol@passport.com C')];
    expect(judged('C-LST-03', listed, ...allowed, line('ADD 4 BL carol@passport.com C')).violations).toHaveLength(1);
    expect(judged('C-LST-03', '== alice', line('ADD 4 BL carol@passport.com C'))).toEqual(none);
  });

  it('C-LST-05 and C-SYN-12: who waits is put on AL or BL, and that is not asked for', () => {
    const [added, allow] = [reply('ADD 0 RL 8 emily@passport.com Emily'), line('ADD 3 AL emily@passport.com Emily')];
    expect(judged('C-LST-05', listed, added, allow)).toEqual(once);
    expect(judged('C-LST-05', listed, added)).toEqual(none);
    expect(judged('C-LST-05', listed, allow)).toEqual(none);
    expect(judged('C-LST-05', listed, '!! asked addContact emily@passport.com', added, allow)).toEqual(none);
    expect(judged('C-SYN-12', listed, line('ADD 3 BL fred@passport.com Fred'))).toEqual(once);
    expect(judged('C-SYN-12', listed, line('ADD 3 BL eve@passport.com Eve'))).toEqual(none);
    const silent = listed.replace('GTC A', 'GTC N');
    expect(judged('C-SYN-12', silent, line('ADD 3 AL fred@passport.com Fred'))).toEqual(none);
  });

  it('C-LST-09: a long name that was asked for is not sent as it is', () => {
    const asked = `!! asked setName ${'é'.repeat(70)}`;
    expect(judged('C-LST-09', listed, asked, line('REA 3 alice@passport.com Alice'))).toEqual(once);
    expect(judged('C-LST-09', listed, asked, line('OUT'))).toEqual(once);
  });

  it('C-PRS-05: a new name is followed or kept', () => {
    const nln = reply('NLN NLN bob@passport.com Bobby 0');
    const rea = line('REA 3 bob@passport.com %42obby');
    expect(judged('C-PRS-05', listed, nln, rea).variants).toEqual({ 'follows the name': 1 });
    expect(judged('C-PRS-05', listed, nln, '<<< (close)').variants).toEqual({ 'keeps the name': 1 });
    expect(judged('C-PRS-05', listed, nln, '!! asked renameContact bob@passport.com Bobby', rea)).toEqual(none);
    expect(judged('C-PRS-05', listed, nln.replace('Bobby', 'Bob'), '<<< (close)')).toEqual(none);
  });
});

describe('commands on a switchboard', () => {
  const invited = reply('XFR 3 SB 127.0.0.1:1 CKI 1.2');
  const rung = reply('RNG 12 127.0.0.1:1 CKI 1.3 bob@passport.com Bob');
  const odd = reply('RNG a1b2 127.0.0.1:1 CKI 1.3 bob@passport.com Bob');
  const chat = '== chat switchboard';
  const start = [listed, line('XFR 3 SB'), invited, chat];

  it('C-SB-02: USR with account and cookie comes first', () => {
    expect(judged('C-SB-02', ...start, line('USR 1 alice@passport.com 1.2'))).toEqual(once);
    for (const wrong of ['VER 1 MSNP8', 'USR 1 alice@passport.com 1.9', 'USR 1 bob@passport.com 1.2', 'USR 1 1.2'])
      expect(judged('C-SB-02', ...start, line(wrong)).violations).toEqual([`>>> ${wrong}`]);
    expect(judged('C-SB-02', listed, chat, line('USR 1 Alice@passport.com 1.9'))).toEqual(once);
  });

  it('C-SB-03 and C-SB-04: then CAL, and no MSG before JOI', () => {
    const entered = [...start, line('USR 1 alice@passport.com 1.2'), reply('USR 1 OK alice@passport.com Alice')];
    const joined = reply('JOI bob@passport.com Bob');
    const message = String.raw`>>> MSG 3 N 2\r\nhi`;
    expect(judged('C-SB-03', ...entered, line('CAL 2 bob@passport.com'))).toEqual(once);
    expect(judged('C-SB-03', ...entered, line('CAL 2')).violations).toEqual(['>>> CAL 2']);
    expect(judged('C-SB-03', ...entered, message).violations).toEqual(['>>> MSG 3 N 2']);
    expect(judged('C-SB-03', ...entered, line('OUT'))).toEqual(none);
    expect(judged('C-SB-04', ...entered, message).violations).toEqual(['>>> MSG 3 N 2']);
    expect(judged('C-SB-04', ...entered, joined, message)).toEqual(once);
    const answered = [chat, line('ANS 1 alice@passport.com 1.3 12'), reply('ANS 1 OK')];
    expect(judged('C-SB-04', listed, rung, ...answered, message)).toEqual(once);
  });

  it('C-SB-05 and C-SB-18: ANS gives back what RNG gave', () => {
    const answer = 'ANS 1 alice@passport.com 1.3 12';
    expect(judged('C-SB-05', listed, rung, chat, line(answer))).toEqual(once);
    for (const wrong of [answer.replace('1.3', '1.4'), answer.replace('12', '13'), answer.replace('alice', 'bob')])
      expect(judged('C-SB-05', listed, rung, chat, line(wrong)).violations).toEqual([`>>> ${wrong}`]);
    expect(judged('C-SB-05', listed, rung, chat, line('ANS 1 alice@passport.com 1.3')).violations).toHaveLength(1);
    expect(judged('C-SB-18', listed, odd, chat, line('ANS 1 alice@passport.com 1.3 a1b2'))).toEqual(once);
    expect(judged('C-SB-18', listed, odd, chat, line('ANS 1 alice@passport.com 1.3 0')).violations).toHaveLength(1);
    expect(judged('C-SB-05', listed, odd, chat, line('ANS 1 alice@passport.com 1.3 0')).violations).toEqual([]);
    expect(judged('C-SB-18', listed, rung, chat, line(answer))).toEqual(none);
  });

  const message = (headers: string, body = 'hi', letter = 'N'): string => {
    const payload = `${headers}\\r\\n\\r\\n${body}`;
    const length = Buffer.byteLength(payload.replaceAll('\\r', '\r').replaceAll('\\n', '\n'));
    return String.raw`>>> MSG 3 ${letter} ${String(length)}\r\n${payload}`;
  };
  const plain = String.raw`MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8`;

  it('C-SB-07: MSG has one of three letters, and no more than 1664 bytes', () => {
    for (const letter of ['U', 'N', 'A']) expect(judged('C-SB-07', chat, message(plain, 'hi', letter))).toEqual(once);
    for (const letter of ['D', 'u'])
      expect(judged('C-SB-07', chat, message(plain, 'hi', letter)).violations).toHaveLength(1);
    const rest = 1664 - (plain.length - 2) - 4;
    expect(judged('C-SB-07', chat, message(plain, 'x'.repeat(rest)))).toEqual(once);
    expect(judged('C-SB-07', chat, message(plain, 'x'.repeat(rest + 1))).violations).toHaveLength(1);
  });

  it('C-SB-08 and C-SB-09: text is plain UTF-8 behind two headers', () => {
    expect(judged('C-SB-08', chat, message(plain, 'h\u00e9'))).toEqual(once);
    expect(judged('C-SB-08', chat, message(plain.replace('; charset', ';charset')))).toEqual(once);
    expect(judged('C-SB-08', chat, message(plain.replace('; charset=UTF-8', '')))).toEqual(once);
    expect(judged('C-SB-08', chat, message(plain.replace('UTF-8', 'koi8-r'))).violations).toHaveLength(1);
    expect(judged('C-SB-08', chat, String.raw`>>> MSG 3 N 5\r\nhello`).violations).toHaveLength(1);
    expect(judged('C-SB-08', chat, message(plain.replace('text/plain', 'text/x-clientcaps')))).toEqual(none);
    expect(judged('C-SB-09', chat, message(plain))).toEqual(once);
    const turned = String.raw`Content-Type: text/plain; charset=UTF-8\r\nMIME-Version: 1.0`;
    expect(judged('C-SB-09', chat, message(turned)).violations).toHaveLength(1);
  });

  it('C-SB-10: a typing notice names its sender', () => {
    const typing = String.raw`MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: alice@passport.com`;
    expect(judged('C-SB-10', listed, chat, message(typing, String.raw`\r\n`, 'U'))).toEqual(once);
    expect(judged('C-SB-10', listed, chat, message(typing.replace('alice', 'bob'))).violations).toHaveLength(1);
    expect(judged('C-SB-10', listed, chat, message(typing.replace('TypingUser', 'User'))).violations).toHaveLength(1);
    expect(
      judged('C-SB-10', listed, chat, message(typing.replace('x-msmsgscontrol', 'plain'))).violations,
    ).toHaveLength(1);
    expect(judged('C-SB-10', listed, chat, message(plain))).toEqual(none);
  });
});
