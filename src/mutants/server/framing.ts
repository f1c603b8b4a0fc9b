import type { ServerMutant } from '../mutant';
import { ignores, implied, perSession, reads, sends, serversWith, withWord, withWords, writes } from './faults';
import { payloadReader } from './payload-reader';

/** Faults of lines, payloads and segments, of texts and of the dialect. */
export const framingMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'ends-lines-in-lf',
    rule: 'X-FRM-01',
    fault: 'Every line ends in a bare LF.',
    make: () => writes('CHG ILN NLN FLN ADD REM REA', (text) => text.replace('\r\n', '\n')),
  },
  {
    id: 'parts-words-by-two-spaces',
    rule: 'X-FRM-02',
    fault: 'Two spaces stand behind the name of CHG.',
    make: () => writes('CHG', (text) => text.replace(' ', '  ')),
  },
  {
    id: 'parts-words-by-a-tab',
    rule: 'X-FRM-02',
    fault: 'A TAB stands behind the name of LST.',
    make: () => writes('LST', (text) => text.replace(' ', '\t')),
  },
  {
    id: 'writes-lower-case',
    rule: 'X-FRM-02',
    fault: 'The reply to CVR is in lower case.',
    make: () => writes('CVR', (text) => text.replace('CVR', 'cvr')),
  },
  {
    id: 'announces-too-many-bytes',
    rule: 'X-FRM-03',
    fault: 'The profile is announced with five bytes too many.',
    implies: implied('S-PRO-01', 'The next bytes are in the profile.'),
    make: () => writes('MSG', (text) => text.replace(/(\d+)\r\n/, (_, length) => `${Number(length) + 5}\r\n`)),
  },
  {
    id: 'announces-too-few-bytes',
    rule: 'X-FRM-03',
    fault: 'The profile is announced with five bytes too few.',
    implies: implied('X-FRM-04', 'What is beyond the announced bytes follows them.'),
    make: () => writes('MSG', (text) => text.replace(/(\d+)\r\n/, (_, length) => `${Number(length) - 5}\r\n`)),
  },
  {
    id: 'ends-payloads-like-lines',
    rule: 'X-FRM-04',
    fault: 'CRLF follows the announced bytes of the profile.',
    make: () => writes('MSG', (text) => `${text}\r\n`),
  },
  {
    id: 'takes-segments-for-lines',
    rule: 'X-FRM-06',
    fault: 'What comes without a line end in its segment is lost.',
    implies: implied(
      'X-FRM-08 S-VER-01 S-CHG-01 S-CHL-02 S-PNG-01 S-SB-13 X-FRM-09 S-SYN-11',
      'What is cut is lost, and so it has no effect.',
    ),
    make: () => reads((text) => (text.includes('\n') ? text : '')),
  },
  {
    id: 'reads-the-first-command-of-a-segment',
    rule: 'X-FRM-07',
    fault: 'Of several commands in one segment only the first is seen.',
    implies: implied(
      'S-PNG-01 S-OUT-01 S-ADD-01 S-GRP-01 S-SB-13 S-SB-16 S-SB-24',
      'What stands behind another command is lost, and so it has no effect.',
    ),
    make: () => reads((text) => (text.startsWith('QRY') ? text : text.slice(0, text.indexOf('\n') + 1 || text.length))),
  },
  {
    id: 'loses-the-lone-space',
    rule: 'X-FRM-08',
    fault: 'A segment of a single space is taken for nothing.',
    implies: implied(
      'X-FRM-06 X-FRM-09 S-VER-01 S-CHG-01 S-CHL-02 S-SB-13',
      'Two words become one in what comes byte by byte.',
    ),
    make: () => reads((text) => (text === ' ' ? '' : text)),
  },
  {
    id: 'wants-payloads-in-one-segment',
    rule: 'X-FRM-09',
    fault: 'Bytes of a payload that do not come with its line are taken for NUL.',
    implies: implied('S-CHL-02', 'The right digest that is cut is refused.'),
    make: () => reads(payloadReader({ late: () => '\0' })),
  },
  {
    id: 'sends-empty-lines',
    rule: 'X-FRM-10',
    fault: 'An empty line follows each contact.',
    make: () => writes('LST', (text) => `${text}\r\n`),
  },
  {
    id: 'sends-a-space-before-the-line-end',
    rule: 'X-FRM-11',
    fault: 'A space stands before the line end of CHG.',
    make: () => writes('CHG', (text) => text.replace('\r\n', ' \r\n')),
  },
  {
    id: 'counts-characters',
    rule: 'X-FRM-05',
    fault: 'The length of QRY is taken for characters of UTF-8.',
    make: () => reads((text) => (text.startsWith('QRY') ? text.replace(/[\xc2-\xdf][\x80-\xbf]/g, '?') : text)),
  },
  {
    id: 'closes-upon-two-blanks',
    rule: 'X-FRM-12',
    fault: 'Two blanks between words end the connection.',
    make: () =>
      ignores(({ oddities }, { session }) => {
        const isOdd = oddities.some(({ code }) => code === 'repeated-space');
        if (isOdd) {
          session.close('two blanks came');
        }
        return isOdd;
      }),
  },
  {
    id: 'passes-over-a-line-with-a-blank-at-its-end',
    rule: 'X-FRM-12',
    fault: 'A line with a blank before its end is ignored.',
    make: () => ignores(({ oddities }) => oddities.some(({ code }) => code === 'trailing-space')),
  },
  {
    id: 'is-stuck-behind-an-empty-line',
    rule: 'X-FRM-13',
    fault: 'Behind an empty line nothing is read any more.',
    make: () => {
      const states = perSession(() => ({ isStuck: false }));
      return reads((text, context) => {
        const state = states(context);
        state.isStuck ||= text === '\r\n';
        return state.isStuck ? '' : text;
      });
    },
  },
  {
    id: 'closes-upon-an-empty-line',
    rule: 'X-FRM-13',
    fault: 'An empty line ends the connection.',
    make: () =>
      reads((text, { session }) => {
        if (text === '\r\n') {
          session.close('an empty line came');
        }
        return text;
      }),
  },
  {
    id: 'takes-percent-signs-for-text',
    rule: 'X-ENC-02',
    fault: 'The name in REA is not decoded.',
    implies: implied('S-REA-01', 'The reply has another name than the request.'),
    make: () => reads((text) => (text.startsWith('REA') ? text.replaceAll('%', '%25') : text)),
  },
  {
    id: 'takes-plus-for-a-blank',
    rule: 'X-ENC-03',
    fault: 'A plus sign in the name of REA is decoded to a blank, as in forms of the web.',
    implies: implied('S-REA-01', 'The reply has another name than the request.'),
    make: () => reads((text) => (text.startsWith('REA') ? text.replaceAll('+', '%20') : text)),
  },
  {
    id: 'reads-latin-1',
    rule: 'X-ENC-04',
    fault: 'Bytes of the name in REA that are not ASCII are taken for Latin-1.',
    make: () =>
      reads((text) =>
        text.startsWith('REA')
          ? text.replace(/[\x80-\xff]/g, (byte) => Buffer.from(byte, 'utf8').toString('latin1'))
          : text,
      ),
  },
  {
    id: 'closes-upon-raw-utf-8',
    rule: 'X-ENC-04',
    fault: 'A byte that is not ASCII in REA ends the connection.',
    make: () =>
      ignores(({ name, raw }, { session }) => {
        const isRaw = name === 'REA' && raw.some((byte) => byte > 0x7f);
        if (isRaw) {
          session.close('a byte came that is not ASCII');
        }
        return isRaw;
      }),
  },
  {
    id: 'sends-raw-spaces',
    rule: 'X-ENC-01',
    fault: 'The names of groups are sent with raw spaces.',
    implies: implied('S-SYN-04 S-SYN-06 S-GRP-01', 'A name of two words is a word too many.'),
    make: () => writes('LSG ADG', (text) => text.replaceAll('%20', ' ')),
  },
  {
    id: 'sends-raw-percent-signs',
    rule: 'X-ENC-01',
    fault: 'A percent sign in the name of a group is sent as it is.',
    make: () => writes('LSG ADG', (text) => text.replaceAll('%25', '%')),
  },
  {
    id: 'sends-an-msnobject',
    rule: 'X-VER-01',
    fault: 'NLN and ILN bear an MSNObject, as in MSNP9.',
    implies: implied('S-CHG-03 S-PRS-01', 'It is a word too many.'),
    make: () => sends('NLN ILN', (command) => withWords(command, (words) => [...words, '%3Cmsnobj%2F%3E'])),
  },
  {
    id: 'prefixes-contacts',
    rule: 'X-VER-01',
    fault: 'The words of LST bear the prefixes of MSNP10.',
    implies: implied('S-SYN-11 S-CHG-02 S-PRS-07 S-ADD-04', 'By the words of LST nobody is on a list.'),
    make: () => sends('LST', (command) => withWord(command, { at: 0, word: (account) => `N=${account}` })),
  },
  {
    id: 'sends-sbs',
    rule: 'X-VER-01',
    fault: 'SBS of a later dialect comes in front of the profile.',
    make: () => sends('MSG', (command) => [{ name: 'SBS', parameters: ['0', 'null'] }, command]),
  },
  {
    id: 'refuses-without-transaction-id',
    rule: 'X-ERR-01',
    fault: 'Errors bear no transaction id.',
    implies: implied('S-ADD-01 S-ADD-02 S-REM-01 S-REM-02 S-REA-01', 'An error without it answers no request.'),
    make: () => writes('215 216', (text) => text.replace(/ \d+/, '')),
  },
  {
    id: 'refuses-another-request',
    rule: 'X-ERR-01',
    fault: 'Errors bear a transaction id that no request had.',
    implies: implied('S-ADD-01 S-ADD-02 S-REM-01 S-REM-02 S-REA-01', 'The request itself has no answer.'),
    make: () => sends('215 216', (command) => ({ ...command, trid: 4711 })),
  },
  {
    id: 'explains-its-errors',
    rule: 'X-ERR-01',
    fault: 'A description follows the transaction id of an error.',
    make: () => sends('215 216', (command) => withWords(command, () => ['Already%20there'])),
  },
]);
