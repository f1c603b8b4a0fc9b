import { parseTranscript } from '../../src/codec';
import { FakeServer, type FakeServerOptions } from '../../src/fakes';
import type { ClientNeeds } from '../../src/subjects';
import { unmetByServer, unmetNeed } from '../../src/suite/scenes/unmet-need';

function unmet(
  needs: ClientNeeds,
  transcript: string,
  service: 'dispatch' | 'notification' | 'switchboard' = 'notification',
) {
  return unmetNeed({
    needs,
    transcript: parseTranscript(transcript),
    bindings: new Map([['bound', '27']]),
    service,
  });
}

const xfr = '<<< XFR <usr=3> NS <notification=1.2.3.4:1863> 0 <dispatch=1.2.3.4:1863>\\r\\n';
const shortXfr = '<<< XFR <usr=3> NS <notification=1.2.3.4:1863> 0\\r\\n';
const challenge = '<<< USR <usr=3> TWN S <token=lc=1033>\\r\\n';
const sync = (contacts: number) => `>>> SYN <syn> 0\\r\\n\n<<< SYN <syn> <version=27> ${contacts} 1\\r\\n`;
const added = '<<< ADD <add> FL 28 bob@passport.com Bob 0\\r\\n';
const present = '<<< ILN <add> NLN bob@passport.com Bob 24\\r\\n';
const ring = (id: string) => `<<< RNG ${id} 1.2.3.4:1864 CKI 1.2.3 bob@passport.com Bob\\r\\n`;

describe('a need that would not be met', () => {
  test.each<[string, ClientNeeds, string, 'dispatch' | 'notification' | 'switchboard', RegExp]>([
    ['a transfer', { dispatch: 'none' }, xfr, 'dispatch', /cannot be sent to another server/],
    [
      'an unasked transfer',
      { dispatch: 'none' },
      '<<< XFR 0 NS 1.2.3.4:1863 0 1.2.3.4:1863\\r\\n',
      'notification',
      /cannot be sent/,
    ],
    ['no transfer', { dispatch: 'required' }, challenge, 'dispatch', /has to be sent on by a dispatch server/],
    ['a transfer without the last address', { xfrLastAddress: true }, shortXfr, 'dispatch', /the last address in XFR/],
    ['too few contacts', { minContacts: 3 }, sync(2), 'notification', /at least 3 contacts/],
    [
      'a presence in front of ADD',
      { ilnAfterAdd: true },
      `>>> ADD <add> FL b@x B 0\\r\\n\n${present}\n${added}`,
      'notification',
      /comes before/,
    ],
    ['a session id in hexadecimal', { numericSessionId: true }, ring('1a2b'), 'notification', /that are numbers/],
    [
      'a session id in RINGING',
      { numericSessionId: true },
      '<<< CAL <cal> RINGING 1a2b\\r\\n',
      'switchboard',
      /that are numbers/,
    ],
    [
      'what comes in pieces',
      { minContacts: 1 },
      '<<< SYN <syn> 27\n<<< \\x200 1\n<<< \\r\\n',
      'notification',
      /at least 1/,
    ],
  ])('%s', (_, needs, transcript, service, sentence) => {
    expect(unmet(needs, transcript, service)).toMatch(sentence);
    expect(unmet({}, transcript, service)).toBeUndefined();
  });
});

describe('nothing speaks against', () => {
  test.each<[string, ClientNeeds, string, 'dispatch' | 'notification' | 'switchboard']>([
    ['no transfer', { dispatch: 'none', xfrLastAddress: true }, challenge, 'notification'],
    ['a transfer', { dispatch: 'required', xfrLastAddress: true }, xfr, 'dispatch'],
    ['a challenge of the notification server', { dispatch: 'required' }, challenge, 'notification'],
    ['enough contacts', { minContacts: 3 }, sync(3), 'notification'],
    ['a short answer to SYN', { minContacts: 3 }, '<<< SYN <syn> <bound>\\r\\n', 'notification'],
    [
      'a presence behind ADD',
      { ilnAfterAdd: true },
      `>>> ADD <add> FL b@x B 0\\r\\n\n${added}\n${present}`,
      'notification',
    ],
    [
      'the presence of another request in front of ADD',
      { ilnAfterAdd: true },
      `${present.replace('<add>', '<chg>')}\n${added}`,
      'notification',
    ],
    ['a session id that is a number', { numericSessionId: true }, ring('4294967296'), 'notification'],
    ['what cannot be taken apart', { minContacts: 3 }, '<<< MSG Hotmail Hotmail 99999999\\r\\n', 'notification'],
    ['what the client sends', { dispatch: 'none' }, `>>> ${xfr.slice(4)}`, 'dispatch'],
  ])('%s', (_, needs, transcript, service) => {
    expect(unmet(needs, transcript, service)).toBeUndefined();
  });
});

describe('a server that a need cannot do with', () => {
  test.each<[ClientNeeds, FakeServerOptions['knobs'], RegExp]>([
    [{ dispatch: 'none' }, { transfers: 1 }, /cannot be sent to another server/],
    [{ dispatch: 'required' }, { transfers: 0 }, /has to be sent on/],
    [{ xfrLastAddress: true }, { transferShowsCurrent: false }, /the last address in XFR/],
    [{ dalogin: 'bare' }, { passport: { daLogin: 'absolute' } }, /the bare form of DALogin/],
    [{ numericSessionId: true }, { chatIdForm: 'hexadecimal' }, /that are numbers/],
    [{ numericSessionId: true }, { chatIdForm: 'uuid' }, /that are numbers/],
  ])('%j with %j', async (needs, knobs, sentence) => {
    const server = await FakeServer.start({ knobs });
    expect(unmetByServer({ knobs: server.knobs, needs })).toMatch(sentence);
    expect(unmetByServer({ knobs: server.knobs, needs: {} })).toBeUndefined();
    await server.close();
  });

  test('and the usual one, with which all can do', async () => {
    const server = await FakeServer.start();
    const needs = { dispatch: 'required', xfrLastAddress: true, dalogin: 'bare', numericSessionId: true } as const;
    expect(unmetByServer({ knobs: server.knobs, needs })).toBeUndefined();
    await server.close();
  });
});
