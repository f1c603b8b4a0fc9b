import { findingOf } from './finding-of';
import { clientTrace, serverTrace } from './trace-of';

const login = String.raw`
  >>> VER 1 MSNP8 CVR0\r\n
  <<< VER 1 MSNP8 CVR0\r\n
  >>> USR 3 TWN S t=1\r\n
  <<< USR 3 OK alice@x.com Alice 1 0\r\n
`;
const once = { exercised: 1, violations: [], variants: {} };

describe('X-ENC-01', () => {
  it('finds raw spaces and raw percent signs', () => {
    const events = serverTrace`
      <<< LSG 0 Other%20Contacts 0\r\n
      <<< LSG 0 Other Contacts 0\r\n
      <<< LST bob@x.com Bob Smith 11 0,1\r\n
      <<< NLN NLN bob@x.com 100% 24\r\n
      <<< NLN NLN bob@x.com 100%25 24\r\n
      <<< NLN NLN bob@x.com Bob Smith 24\r\n
      <<< REA 5 12 bob@x.com Bob Smith\r\n
    `;
    expect(findingOf(events, 'X-ENC-01', 'server')).toEqual({
      exercised: 2,
      violations: [
        '<<< LSG 0 Other Contacts 0',
        '<<< LST bob@x.com Bob Smith 11 0,1',
        '<<< NLN NLN bob@x.com 100% 24',
        '<<< NLN NLN bob@x.com Bob Smith 24',
        '<<< REA 5 12 bob@x.com Bob Smith',
      ],
      variants: {},
    });
  });
  it('takes no other excess for a space', () => {
    const events = serverTrace`
      <<< ADD 10 AL 28 fred@x.com Fred 1\r\n
      <<< LST dave@x.com 1 1,2,3\r\n
      <<< NLN NLN bob@x.com Bob 24 %3Cmsnobj\r\n
      <<< BPR 28 bob@x.com PHH\r\n
    `;
    expect(findingOf(events, 'X-ENC-01', 'server').violations).toEqual([]);
  });
});

describe('X-ENC-02, X-ENC-03, X-ENC-04', () => {
  it('compare what a server gives back by what it says', () => {
    const events = serverTrace`
      ${login}
      >>> REA 4 alice@x.com A%6cice+\xc3\xa9\r\n
      <<< REA 4 5 alice@x.com Alice+%C3%A9\r\n
    `;
    for (const id of ['X-ENC-02', 'X-ENC-03', 'X-ENC-04']) expect(findingOf(events, id, 'server')).toEqual(once);
  });
  it('find a name that was not decoded, a plus sign taken for a space, and bytes read as Latin-1', () => {
    const events = serverTrace`
      ${login}
      >>> REA 4 alice@x.com A%6cice\r\n
      <<< REA 4 5 alice@x.com A%256cice\r\n
      >>> REA 5 alice@x.com A+B\r\n
      <<< REA 5 6 alice@x.com A%20B\r\n
      >>> REA 6 alice@x.com \xc3\xa9\r\n
      <<< REA 6 7 alice@x.com %C3%83%C2%A9\r\n
    `;
    expect(findingOf(events, 'X-ENC-02', 'server').violations).toEqual(['<<< REA 4 5 alice@x.com A%256cice']);
    expect(findingOf(events, 'X-ENC-03', 'server').violations).toEqual(['<<< REA 5 6 alice@x.com A%20B']);
    expect(findingOf(events, 'X-ENC-04', 'server').violations).toEqual(['<<< REA 6 7 alice@x.com %C3%83%C2%A9']);
  });
  it('do not count an echo word for word as decoding', () => {
    const events = serverTrace`
      ${login}
      >>> REA 4 alice@x.com A%6cice\r\n
      <<< REA 4 5 alice@x.com A%6cice\r\n
    `;
    expect(findingOf(events, 'X-ENC-02', 'server')).toEqual({ ...once, exercised: 0 });
  });
  it('judge a client by the names that it passes on', () => {
    const events = clientTrace`
      <<< NLN BSY carol@x.com Carol%69ne 24\r\n
      >>> REA 14 carol@x.com Caroline\r\n
      <<< NLN BSY carol@x.com Carol%69ne 24\r\n
      >>> REA 15 carol@x.com Carol%2569ne\r\n
      >>> REA 16 carol@x.com Friend\r\n
    `;
    expect(findingOf(events, 'X-ENC-02', 'client')).toEqual({
      ...once,
      violations: ['>>> REA 15 carol@x.com Carol%2569ne'],
    });
  });
});

describe('X-VER-01', () => {
  it('finds commands and shapes of other dialects', () => {
    const events = serverTrace`
      ${login}
      <<< SBS 0 null\r\n
      <<< NLN NLN bob@x.com Bob 24 %3Cmsnobj%3E\r\n
      <<< LST N=bob@x.com F=Bob 11\r\n
      <<< CHG 9 NLN 0 0\r\n
      <<< NLN NLN bob@x.com Bob Smith 24\r\n
    `;
    expect(findingOf(events, 'X-VER-01', 'server')).toEqual({
      exercised: 1,
      violations: [
        '<<< SBS 0 null',
        '<<< NLN NLN bob@x.com Bob 24 %3Cmsnobj%3E',
        '<<< LST N=bob@x.com F=Bob 11',
        '<<< CHG 9 NLN 0 0',
      ],
      variants: {},
    });
  });
  it('says nothing where another dialect was agreed', () => {
    const events = serverTrace`
      >>> VER 1 MSNP9 MSNP8 CVR0\r\n
      <<< VER 1 MSNP9 MSNP8 CVR0\r\n
      <<< NLN NLN bob@x.com Bob 24 %3Cmsnobj%3E\r\n
    `;
    expect(findingOf(events, 'X-VER-01', 'server')).toEqual({ ...once, exercised: 0 });
  });
});

describe('X-ERR-01', () => {
  it('wants the transaction id of a request, and warns of further words', () => {
    const events = serverTrace`
      ${login}
      >>> REM 4 AL bob@x.com\r\n
      <<< 216 4\r\n
      >>> REM 5 AL bob@x.com\r\n
      <<< 216 5 not in list\r\n
      <<< 216 77\r\n
      <<< 604\r\n
    `;
    expect(findingOf(events, 'X-ERR-01', 'server')).toEqual({
      exercised: 4,
      violations: ['<<< 216 5 not in list (SHOULD)', '<<< 216 77'],
      variants: {},
    });
  });
  it('finds an answer without transaction id once a fence shows that no other answer comes', () => {
    const events = serverTrace`
      ${login}
      >>> REM 4 AL bob@x.com\r\n
      <<< 216\r\n
      >>> PNG\r\n
      <<< QNG\r\n
    `;
    expect(findingOf(events, 'X-ERR-01', 'server').violations).toEqual(['<<< 216']);
  });
});
