import { type Certificates, createCertificates } from '../../src/fakes';
import { ignores, type ServerFault, sends, withWords } from '../../src/mutants/server/faults';
import { judge } from '../../src/rules';
import { chatRun, type Part, parts } from './chat-run';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

const exercised = new Set<string>();

describe('the reference server', () => {
  it.each(parts)('is accused of nothing: %s', async (part) => {
    const events = await chatRun({ certificates, part, timeoutMs: 10_000 });
    const findings = judge(events, { role: 'server' });
    expect(
      findings.flatMap(({ rule, violations }) => violations.map(({ message }) => `${rule.id}: ${message}`)),
    ).toEqual([]);
    for (const { rule, exercised: times } of findings) if (times > 0 && rule.area === 'S-SB') exercised.add(rule.id);
  });

  it('has been put to the test, but for what takes a minute, a coincidence or a choice', () => {
    const all = Array.from({ length: 27 }, (_, at) => `S-SB-${String(at + 1).padStart(2, '0')}`);
    expect(all.filter((id) => !exercised.has(id))).toEqual(['S-SB-06', 'S-SB-26', 'S-SB-27']);
  });
});

/** Forms that servers really have. */
const variants: readonly (readonly [string, ServerFault])[] = [
  ['a session in hexadecimal only warns', { knobs: { chatIdForm: 'uuid' } }],
  ['keys of other forms', { knobs: { switchboardKeyForm: 'hexadecimal' } }],
  ['no 911 before the close', { knobs: { wrongKeyError: false } }],
  ['the joiner hears of itself: only warns', { knobs: { joinerHearsOfItself: true } }],
  ['208 for who does not exist', { knobs: { unknownCalleeError: 208 } }],
  ['217 for who blocks', { knobs: { blockedCalleeError: 217 } }],
  ['ACK where nobody is: only warns', { policy: { acknowledges: ({ type }) => (type === 'A' ? 'ACK' : undefined) } }],
];

describe('right servers that do otherwise', () => {
  it.each(variants)('%s', async (_name, server) => {
    for (const part of parts) {
      const events = await chatRun({ certificates, part, timeoutMs: 10_000, server });
      const findings = judge(events, { role: 'server' });
      const accused = findings.flatMap(({ rule, violations }) =>
        violations.filter(({ level }) => level === 'MUST').map(({ message }) => `${rule.id}: ${message}`),
      );
      expect(accused).toEqual([]);
    }
  });
});

const faults: readonly (readonly [string, string, Part, () => ServerFault])[] = [
  ['S-SB-01', 'words behind the cookie', 'talk', () => sends('XFR', (c) => withWords(c, (w) => [...w, 'U', 'x']))],
  ['S-SB-01', 'no address', 'talk', () => sends('XFR', (c) => withWords(c, (w) => w.filter((_, at) => at !== 1)))],
  ['S-SB-02', 'chats while hidden', 'refusals', () => ({ policy: { opensChats: () => true } })],
  [
    'S-SB-03',
    'no name',
    'talk',
    () => sends('USR', (c) => withWords(c, (w) => (w[0] === 'OK' && w.length === 3 ? w.slice(0, 2) : w))),
  ],
  [
    'S-SB-03',
    'ignores USR',
    'talk',
    () => ignores(({ name, parameters }) => name === 'USR' && parameters.length === 2),
  ],
  ['S-SB-04', 'any cookie will do', 'keys', () => ({ policy: { acceptsKey: ({ key }) => key?.isSpent !== true } })],
  ['S-SB-05', 'a cookie works twice', 'keys', () => ({ policy: { acceptsKey: ({ key }) => key !== undefined } })],
  ['S-SB-07', 'no RNG', 'talk', () => sends('RNG', () => [])],
  ['S-SB-07', 'RNG of seven words', 'talk', () => sends('RNG', (c) => withWords(c, (w) => [...w, 'U']))],
  [
    'S-SB-07',
    'RNG without the cookie',
    'talk',
    () => sends('RNG', (c) => withWords(c, (w) => w.filter((_, at) => at !== 3))),
  ],
  ['S-SB-07', 'no RINGING', 'talk', () => sends('CAL', () => [])],
  ['S-SB-07', 'everybody is offline', 'talk', () => ({ policy: { takesCalls: () => false } })],
  ['S-SB-08', 'no IRO', 'talk', () => sends('IRO', () => [])],
  [
    'S-SB-08',
    'counts from 0',
    'talk',
    () => sends('IRO', (c) => withWords(c, ([n = '', ...w]) => [String(Number(n) - 1), ...w])),
  ],
  ['S-SB-08', 'no OK', 'talk', () => sends('ANS', () => [])],
  ['S-SB-09', 'no JOI', 'talk', () => sends('JOI', () => [])],
  ['S-SB-09', 'JOI twice', 'talk', () => sends('JOI', (c) => [c, c])],
  ['S-SB-09', 'a wrong name', 'talk', () => sends('JOI', (c) => withWords(c, ([a = '']) => [a, a]))],
  ['S-SB-10', 'everybody can be called', 'refusals', () => ({ policy: { takesCalls: () => true } })],
  ['S-SB-11', 'who is there is called again', 'refusals', () => sends('215', () => [])],
  ['S-SB-12', 'blocked and called', 'refusals', () => ({ policy: { mayCall: () => true } })],
  [
    'S-SB-13',
    'changes the text',
    'talk',
    () =>
      sends('MSG', (c) => ({
        ...c,
        payload: Buffer.from(
          Buffer.from(c.payload ?? '')
            .toString('latin1')
            .replace('ho', 'ha'),
          'latin1',
        ),
      })),
  ],
  ['S-SB-13', 'twice', 'talk', () => sends('MSG', (c) => (c.parameters[0] === 'Hotmail' ? c : [c, c]))],
  [
    'S-SB-13',
    'loses text',
    'talk',
    () =>
      sends('MSG', (c) =>
        Buffer.from(c.payload ?? '').includes('text/plain') && (c.payload?.length ?? 0) < 1664 ? [] : c,
      ),
  ],
  ['S-SB-13', 'a wrong name', 'talk', () => sends('MSG', (c) => withWords(c, ([a = '']) => [a, a]))],
  ['S-SB-14', 'acknowledges all', 'talk', () => ({ policy: { acknowledges: () => 'ACK' } })],
  [
    'S-SB-14',
    'acknowledges nothing',
    'talk',
    () => ({ policy: { acknowledges: ({ isDelivered }) => (isDelivered ? undefined : 'NAK') } }),
  ],
  ['S-SB-14', 'NAK', 'talk', () => sends('ACK', (c) => ({ ...c, name: 'NAK' }))],
  ['S-SB-16', 'one byte less', 'talk', () => ({ policy: { isMessageSize: ({ bytes }) => bytes < 1664 } })],
  ['S-SB-16', 'any size', 'ends', () => ({ policy: { isMessageSize: () => true } })],
  ['S-SB-17', 'any letter', 'ends', () => ({ policy: { isMessageType: () => true } })],
  [
    'S-SB-18',
    'loses empty ones',
    'talk',
    () => ignores(({ name, payload }) => name === 'MSG' && payload?.length === 0),
  ],
  [
    'S-SB-18',
    'closes upon empty ones',
    'talk',
    () => ({ policy: { isMessageSize: ({ bytes }) => bytes > 0 && bytes <= 1664 } }),
  ],
  ['S-SB-19', 'no BYE', 'crowd', () => sends('BYE', () => [])],
  ['S-SB-19', 'BYE twice', 'crowd', () => sends('BYE', (c) => [c, c])],
  ['S-SB-21', 'a client id', 'talk', () => sends('JOI IRO', (c) => withWords(c, (w) => [...w, '0']))],
  [
    'S-SB-23',
    'IRO names one',
    'crowd',
    () => sends('IRO', (c) => (c.parameters[0] === '1' ? withWords(c, ([, , ...w]) => ['1', '1', ...w]) : [])),
  ],
  [
    'S-SB-24',
    'no typing',
    'talk',
    () => sends('MSG', (c) => (Buffer.from(c.payload ?? '').includes('x-msmsgscontrol') ? [] : c)),
  ],
  ['S-SB-25', 'RNG has another session', 'talk', () => sends('RNG', (c) => withWords(c, ([, ...w]) => ['7', ...w]))],
  ['S-SB-25', 'hexadecimal', 'talk', () => ({ knobs: { chatIdForm: 'hexadecimal' } })],
];

describe('a server with one fault', () => {
  it.each(faults)('%s: %s', async (id, _fault, part, make) => {
    const events = await chatRun({ certificates, part, timeoutMs: 500, server: make() });
    const accused = judge(events, { role: 'server' }).filter(({ violations }) => violations.length > 0);
    const ids = accused.map(({ rule }) => rule.id);
    expect(ids).toContain(id);
  });
});
