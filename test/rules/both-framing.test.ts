import { findingOf } from './finding-of';
import { clientTrace, serverTrace } from './trace-of';

const none = { exercised: 0, violations: [], variants: {} };

describe('X-FRM-01', () => {
  const events = serverTrace`
    >>> VER 1 MSNP8 CVR0\n
    <<< VER 1 MSNP8 CVR0\n
    >>> PNG\r\n
    <<< QNG\r\n
  `;
  it('finds a server line without CR, and leaves what the kit sends alone', () => {
    expect(findingOf(events, 'X-FRM-01', 'server')).toEqual({
      exercised: 2,
      violations: ['<<< VER 1 MSNP8 CVR0'],
      variants: {},
    });
  });
  it('does not judge a connection of which the subject holds no end', () => {
    expect(findingOf(events, 'X-FRM-01', 'client')).toEqual(none);
  });
});

describe('X-FRM-02', () => {
  it('finds TABs, further spaces, lower case and wrong names', () => {
    const events = serverTrace`
      <<< CHG 1  NLN 0\r\n
      <<< CHG\t2 NLN 0\r\n
      <<< chg 3 NLN 0\r\n
      <<< CHANGE 4 NLN 0\r\n
      <<< 911 5\r\n
      <<< CHG 6 NLN 0 \r\n
    `;
    expect(findingOf(events, 'X-FRM-02', 'server').violations).toEqual([
      '<<< CHG 1  NLN 0',
      '<<< CHG\t2 NLN 0',
      '<<< chg 3 NLN 0',
      '<<< CHANGE 4 NLN 0',
    ]);
  });
  it('only warns of two spaces in a CVR reply, and allows no client an error line', () => {
    const events = serverTrace`
      <<< CVR 2 1.0.0000 1.0.0000 1.0.0000 http://a  http://b \r\n
    `;
    expect(findingOf(events, 'X-FRM-02', 'server').violations).toEqual([
      '<<< CVR 2 1.0.0000 1.0.0000 1.0.0000 http://a  http://b  (SHOULD)',
    ]);
    const client = clientTrace`>>> 911 5\r\n`;
    expect(findingOf(client, 'X-FRM-02', 'client').violations).toEqual(['>>> 911 5']);
  });
});

describe('payloads', () => {
  it('are right where the next command follows at once', () => {
    const events = clientTrace`
      >>> QRY 11 msmsgs@msnmsgr.com 32\r\n
          d0c1178c689350104350d99f8c36ed9cCHG 12 IDL 0\r\n
    `;
    for (const id of ['X-FRM-03', 'X-FRM-04'])
      expect(findingOf(events, id, 'client')).toEqual({ exercised: 1, violations: [], variants: {} });
    expect(findingOf(events, 'X-FRM-10', 'client').violations).toEqual([]);
  });
  it('break X-FRM-03 where the length was too great or too small', () => {
    const short = serverTrace`
      <<< MSG Hotmail Hotmail 6\r\n
          A: 1\r\nB: 2\r\n
      <<< SYN 8 27 0 1\r\n
    `;
    expect(findingOf(short, 'X-FRM-03', 'server').violations).toEqual(['<<< B: 2']);
    const long = serverTrace`
      <<< MSG Hotmail Hotmail 10\r\n
          A: 1\r\nSYN 8 27 0 1\r\n
      <<< GTC A\r\n
    `;
    expect(findingOf(long, 'X-FRM-03', 'server').violations).toEqual(['<<< 8 27 0 1']);
  });
  it('break X-FRM-04 alone where a line end follows', () => {
    const events = clientTrace`
      >>> QRY 11 msmsgs@msnmsgr.com 32\r\n
          d0c1178c689350104350d99f8c36ed9c\r\n
      >>> CHG 12 IDL 0\r\n
    `;
    expect(findingOf(events, 'X-FRM-04', 'client').violations).toEqual(['empty-line']);
    expect(findingOf(events, 'X-FRM-03', 'client').violations).toEqual([]);
    expect(findingOf(events, 'X-FRM-10', 'client').violations).toEqual([]);
  });
  it('break X-FRM-05 where characters were counted', () => {
    const events = serverTrace`
      <<< MSG a@x.com A 4\r\n
          A: \xc3\xa9NLN NLN a@x.com A 0\r\n
      <<< QNG\r\n
    `;
    expect(findingOf(events, 'X-FRM-05', 'server').violations).toHaveLength(1);
    const right = serverTrace`
      <<< MSG a@x.com A 5\r\n
          A: \xc3\xa9NLN NLN a@x.com A 0\r\n
    `;
    expect(findingOf(right, 'X-FRM-05', 'server')).toEqual({ exercised: 1, violations: [], variants: {} });
  });
});

describe('X-FRM-10 and X-FRM-11', () => {
  it('find an empty line and a space before the line end', () => {
    const events = serverTrace`
      <<< CHG 1 NLN 0 \r\n\r\nQNG\r\n
    `;
    expect(findingOf(events, 'X-FRM-10', 'server')).toEqual({ exercised: 1, violations: ['empty-line'], variants: {} });
    expect(findingOf(events, 'X-FRM-11', 'server').violations).toEqual(['<<< CHG 1 NLN 0 ']);
  });
});

describe('receiving, server', () => {
  it('is exercised by a reply to what was cut or glued', () => {
    const events = serverTrace`
      >>> VER 1 MSN
      >>> P8 CVR0\r\n
      <<< VER 1 MSNP8 CVR0\r\n
      >>> CVR 2 0x0409 win 4.10
      >>> \x20
      >>> i386 MSNMSGR 5.0.0544 MSMSGS a@x.com\r\nUSR 3 TWN I a@x.com\r\n
      <<< CVR 2 1 1 1 http://a http://b\r\n
      <<< USR 3 TWN S lc=1033\r\n
    `;
    expect(findingOf(events, 'X-FRM-06', 'server')).toEqual({ exercised: 2, violations: [], variants: {} });
    expect(findingOf(events, 'X-FRM-07', 'server')).toEqual({ exercised: 1, violations: [], variants: {} });
    expect(findingOf(events, 'X-FRM-08', 'server')).toEqual({ exercised: 1, violations: [], variants: {} });
  });
  it('is broken by silence or a close where the same request sent whole is answered, earlier or later', () => {
    const whole = String.raw`
      == two
      >>> VER 1 MSNP8 CVR0\r\n
      <<< VER 1 MSNP8 CVR0\r\n
    `;
    const cut = String.raw`
      == one
      >>> VER 1 MSN
      >>> P8 CVR0\r\n
    `;
    for (const end of ['!! time-limit', '<<< (close)']) {
      const violations = [end.startsWith('!!') ? end : 'close'];
      const judged = (...pieces: readonly string[]) =>
        findingOf(serverTrace`${pieces.join('\n')}`, 'X-FRM-06', 'server').violations;
      expect(judged(whole, cut, end)).toEqual(violations);
      expect(judged(cut, end, whole)).toEqual(violations);
      // A request that is never answered has a rule of its own.
      expect(judged(cut, end)).toEqual([]);
      expect(judged(cut.replace('one', 'two'), end, cut, end)).toEqual([]);
    }
  });
  it('decides nothing where something else may be the reason', () => {
    const provoked = serverTrace`
      == one
      !! provoked
      >>> VER 1 MSN
      >>> P8 CVR0\r\n
      <<< (close)
    `;
    expect(findingOf(provoked, 'X-FRM-06', 'server')).toEqual(none);
    const undecided = serverTrace`
      >>> VER 1 MSN
      >>> P8 CVR0\r\n
      >>> (close)
    `;
    expect(findingOf(undecided, 'X-FRM-06', 'server')).toEqual(none);
  });
  it('takes loose spaces and empty lines', () => {
    const events = serverTrace`
      >>> VER 1  MSNP8 CVR0\r\n
      <<< VER 1 MSNP8 CVR0\r\n
      !! provoked
      >>> \r\n
      >>> CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS a@x.com\r\n
      !! time-limit
    `;
    expect(findingOf(events, 'X-FRM-12', 'server')).toEqual({ exercised: 1, violations: [], variants: {} });
    expect(findingOf(events, 'X-FRM-13', 'server').violations).toEqual(['!! time-limit']);
  });
});

describe('receiving, client', () => {
  it('is exercised by the answer to a challenge sent later', () => {
    const events = clientTrace`
      >>> VER 1 MSNP8 CVR0\r\n
      <<< VER 1 MSN
      <<< P8 CVR0\r\n
      >>> CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS a@x.com\r\n
      <<< USR 7 OK a@x.com A 1 0\r\n
      <<< MSG Hotmail Hotmail 6\r\n
          A: 1\r\nGTC A\r\n
      <<< BPR PHW
      <<< \x20
      <<< 2.7\r\n
      >>> CHG 9 NLN 0\r\n
      <<< CHL 0 29409134351025259292\r\n
      >>> QRY 11 msmsgs@msnmsgr.com 32\r\n
          d0c1178c689350104350d99f8c36ed9c
    `;
    const once = { exercised: 1, violations: [], variants: {} };
    expect(findingOf(events, 'X-FRM-06', 'client')).toEqual({ ...once, exercised: 2 });
    for (const id of ['X-FRM-07', 'X-FRM-08', 'X-FRM-09']) expect(findingOf(events, id, 'client')).toEqual(once);
  });
  it('is broken by a challenge that was understood wrongly', () => {
    const events = clientTrace`
      <<< USR 7 OK a@x.com A 1 0\r\n
      <<< CHL 0 2940913435
      <<< 1025259292\r\n
      >>> QRY 11 msmsgs@msnmsgr.com 32\r\n
          00000000000000000000000000000000
    `;
    // A client that answers none rightly breaks C-CHL-01.
    expect(findingOf(events, 'X-FRM-06', 'client')).toEqual(none);
    const another = clientTrace`
      <<< USR 7 OK a@x.com A 1 0\r\n
      <<< CHL 0 2940913435
      <<< 1025259292\r\n
      >>> QRY 11 msmsgs@msnmsgr.com 32\r\n
          00000000000000000000000000000000
      <<< CHL 0 15570131571988941333\r\n
      >>> QRY 12 msmsgs@msnmsgr.com 32\r\n
          8f2f5a91b72102cd28355e9fc9000d6e
    `;
    expect(findingOf(another, 'X-FRM-06', 'client').violations).toEqual(['>>> QRY 11 msmsgs@msnmsgr.com 32']);
    expect(findingOf(another, 'X-FRM-07', 'client')).toEqual(none);
  });
});
