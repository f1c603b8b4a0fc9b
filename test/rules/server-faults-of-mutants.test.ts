import { persona } from './example-session';
import { findingOf } from './finding-of';
import { serverTrace } from './trace-of';

const alice = persona('alice', { contacts: ['bob@passport.com Bob 11 0'] });
const digest = 'd0c1178c689350104350d99f8c36ed9c';

function violationsOf(rule: string, ...pieces: readonly string[]): readonly string[] {
  return findingOf(serverTrace`${pieces.join('\n')}`, rule, 'server').violations;
}

test('X-FRM-07: a list edit that is passed over behind another command is held against the server, a refused one is not', () => {
  const asked = String.raw`
    == alice
    >>> CHG 9 NLN 0\r\n
        ADD 10 BL fred@passport.com Fred\r\n
    <<< CHG 9 NLN 0\r\n
  `;
  const fence = String.raw`
    >>> PNG\r\n
    <<< QNG\r\n
  `;
  const alone = String.raw`
    >>> ADD 11 BL bob@passport.com Bob\r\n
    <<< ADD 11 BL 7 bob@passport.com Bob\r\n
  `;
  expect(violationsOf('X-FRM-07', alice, asked, fence, alone)).toEqual(['<<< QNG']);
  expect(violationsOf('X-FRM-07', alice, asked, String.raw`<<< 205 10\r\n`, fence, alone)).toEqual([]);
  // Who answers no ADD at all is not at fault here.
  expect(violationsOf('X-FRM-07', alice, asked, fence)).toEqual([]);
});

test('X-FRM-09, S-ROB-07: an answer in parts that is passed over was read all the same, since a later request is answered', () => {
  const inParts = String.raw`
    == alice
    <<< CHL 0 29409134351025259292\r\n
    >>> QRY 10 msmsgs@msnmsgr.com 32\r\n${digest.slice(0, 8)}
    >>> ${digest.slice(8)}
  `;
  const passedOver = String.raw`
    >>> PNG\r\n
    <<< QNG\r\n
  `;
  const inOnePiece = String.raw`
    == alice
    <<< CHL 0 29409134351025259292\r\n
    >>> QRY 9 msmsgs@msnmsgr.com 32\r\n${digest}
    <<< QRY 9\r\n
  `;
  for (const rule of ['X-FRM-09', 'S-ROB-07']) {
    expect(violationsOf(rule, alice, inOnePiece, inParts, passedOver)).toEqual([]);
    expect(violationsOf(rule, alice, inOnePiece, inParts, '<<< (close)')).toEqual(['close']);
  }
  // Who takes no answer at all is not at fault for the parts.
  expect(violationsOf('X-FRM-09', alice, inParts, '<<< (close)')).toEqual([]);
  expect(violationsOf('S-CHL-02', alice, inParts, passedOver)).toEqual(['<<< QNG']);
});

test('S-VER-02: a greeting that crosses VER is no answer to it', () => {
  const greeting = (first: string): string => String.raw`
    == alice
    >>> VER 1 MSNP8 CVR0\r\n
    <<< ${first}\r\n
    <<< VER 1 MSNP8 CVR0\r\n
  `;
  expect(violationsOf('S-VER-02', greeting('CHL 0 1'))).toEqual(['<<< CHL 0 1']);
  expect(violationsOf('S-VER-02', greeting('VER 1 MSNP8'))).toEqual([]);
  expect(violationsOf('S-VER-02', greeting('715 1'))).toEqual([]);
});

test('S-ROB-07: a server that closes upon half a payload did not wait for it', () => {
  const half = (remark: string): string => String.raw`
    == alice
    ${remark}
    <<< CHL 0 29409134351025259292\r\n
    >>> QRY 10 msmsgs@msnmsgr.com 32\r\n
    >>> ${digest.slice(0, 8)}
    <<< (close)
  `;
  expect(violationsOf('S-ROB-07', alice, half(''))).toEqual(['close']);
  expect(violationsOf('S-ROB-07', alice, half('!! provoked'))).toEqual([]);
});

describe('S-REM-05: a removal from the FL leaves the AL alone', () => {
  const removal = String.raw`
    == alice
    >>> REM 7 AL bob@passport.com\r\nADD 8 AL bob@passport.com Bob\r\n
    <<< REM 7 AL 4 bob@passport.com\r\nADD 8 AL 5 bob@passport.com Bob\r\n
    >>> REM 9 FL bob@passport.com\r\n
    <<< REM 9 FL 6 bob@passport.com\r\n
    >>> REM 10 AL bob@passport.com\r\n
  `;

  test('a removal from the AL that finds nobody there shows the fault', () => {
    expect(violationsOf('S-REM-05', alice, removal, String.raw`<<< 216 10\r\n`)).toEqual(['<<< 216 10']);
  });

  test('one that finds the contact shows that all is well', () => {
    const events = serverTrace`${[alice, removal, String.raw`<<< REM 10 AL 7 bob@passport.com\r\n`].join('\n')}`;
    expect(findingOf(events, 'S-REM-05', 'server')).toEqual({ exercised: 1, violations: [], variants: {} });
  });
});

test('S-PNG-01: a ping that a server has not read when it refuses something and closes says nothing', () => {
  const refused = (first: string): string => String.raw`
    == alice
    <<< CHL 0 29409134351025259292\r\n
    >>> QRY 10 msmsgs@msnmsgr.com 32\r\n
        ${digest}PNG\r\n
    ${first}
    <<< (close)
  `;
  expect(violationsOf('S-PNG-01', alice, refused(String.raw`<<< 540 10\r\n`))).toEqual([]);
  expect(violationsOf('S-PNG-01', alice, refused(String.raw`<<< QRY 10\r\n`))).toEqual(['close']);
});

test('S-LOG-02: a server that closes upon a repeated id and answers other ones is at fault', () => {
  const repeated = String.raw`
    == alice
    >>> VER 1 MSNP8 CVR0\r\n
    <<< VER 1 MSNP8 CVR0\r\n
    >>> USR 1 TWN I alice@passport.com\r\n
    <<< (close)
  `;
  expect(violationsOf('S-LOG-02', persona('bob'), repeated)).toEqual(['close']);
  expect(violationsOf('S-LOG-02', repeated)).toEqual([]);
  expect(violationsOf('S-LOG-02', persona('bob'), repeated.replace('USR 1', 'USR 2'))).toEqual([]);
});
