import { closingOf } from '../../src/suite/closing-of';
import { clientTrace, serverTrace } from '../rules/trace-of';

const serverLines = (...lines: readonly string[]) => serverTrace`${lines.join('\n')}`;
const clientLines = (...lines: readonly string[]) => clientTrace`${lines.join('\n')}`;

test.each([
  ['in order behind OUT', serverLines('== a', '>>> OUT\\r\\n', '<<< (close)'), 'clean'],
  ['a second behind OUT', serverLines('== a', '>>> OUT\\r\\n', '++ 1001', '<<< (close)'), 'late'],
  ['by a reset', serverLines('== a', '>>> OUT\\r\\n', '<<< (reset)'), 'abrupt'],
  ['not at all', serverLines('== a', '>>> OUT\\r\\n'), 'none'],
  ['behind the kit', serverLines('== a', '>>> (close)'), 'none'],
  ['behind a transfer', serverLines('== a', '<<< XFR 3 NS 127.0.0.1:1 0 127.0.0.1:2\\r\\n', '<<< (close)'), 'clean'],
  [
    'late behind a transfer',
    serverLines('== a', '<<< XFR 3 NS 127.0.0.1:1 0 127.0.0.1:2\\r\\n', '++ 1001', '<<< (close)'),
    'late',
  ],
  [
    'long behind a referral to a switchboard, at once behind OUT',
    serverLines('== a', '<<< XFR 9 SB 127.0.0.1:1 CKI 1.2\\r\\n', '++ 5000', '>>> OUT\\r\\n', '<<< (close)'),
    'clean',
  ],
  [
    'the last of two connections',
    serverLines('== a', '>>> OUT\\r\\n', '<<< (close)', '== b', '>>> OUT\\r\\n', '<<< (reset)'),
    'abrupt',
  ],
  [
    'the connection on which the kit did wrong, and not the one behind it',
    serverLines('== a', '!! provoked', '>>> ZZZ 9\\r\\n', '<<< (reset)', '== b', '>>> PNG\\r\\n', '<<< (close)'),
    'abrupt',
  ],
])('a server that closes %s', (_, events, closing) => {
  expect(closingOf(events, 'server')).toBe(closing);
});

test.each([
  ['behind its own OUT', clientLines('== a', '>>> OUT\\r\\n', '>>> (close)'), 'clean'],
  ['behind the OUT of the server', clientLines('== a', '<<< OUT OTH\\r\\n', '>>> (close)'), 'clean'],
  ['behind a transfer', clientLines('== a', '<<< XFR 3 NS 127.0.0.1:1 0 127.0.0.1:2\\r\\n', '>>> (close)'), 'clean'],
  ['for no reason', clientLines('== a', '>>> PNG\\r\\n', '>>> (close)'), 'wrong side'],
  ['by a reset', clientLines('== a', '>>> OUT\\r\\n', '>>> (reset)'), 'abrupt'],
  ['behind the kit', clientLines('== a', '>>> OUT\\r\\n', '<<< (close)'), 'none'],
])('a client that closes %s', (_, events, closing) => {
  expect(closingOf(events, 'client')).toBe(closing);
});

test('no connection, no closing', () => {
  expect(closingOf([], 'server')).toBe('none');
});
