import type { ClientMutant } from '../mutant';
import { chokesOn, clientsWith, reads, sends, withWords, writes } from './client-faults';

/** Faults in how lines and payloads are laid out and read, whatever they say. */
export const framingMutants: readonly ClientMutant[] = clientsWith([
  {
    id: 'ends-lines-in-lf',
    rule: 'X-FRM-01',
    fault: 'Lines end in LF alone.',
    make: () => writes('', (text) => text.replace('\r\n', '\n')),
  },
  {
    id: 'writes-two-spaces',
    rule: 'X-FRM-02',
    fault: 'Two spaces part the command from its transaction id.',
    make: () => writes('VER CVR USR SYN CHG', (text) => text.replace(' ', '  ')),
  },
  {
    id: 'writes-small-letters',
    rule: 'X-FRM-02',
    fault: 'Commands are in lower case.',
    make: () => writes('CVR', (text) => text.replace('CVR', 'cvr')),
  },
  {
    id: 'announces-a-byte-less',
    rule: 'X-FRM-03',
    fault: 'The length of QRY is one less than its payload.',
    make: () => writes('QRY', (text) => text.replace(' 32\r\n', ' 31\r\n')),
  },
  {
    id: 'ends-payloads-in-crlf',
    rule: 'X-FRM-04',
    fault: 'CRLF follows the payload of QRY.',
    make: () => writes('QRY', (text) => `${text}\r\n`),
  },
  {
    id: 'takes-a-segment-for-a-line',
    rule: 'X-FRM-06',
    fault: 'Whatever a read ends with is taken for a whole line.',
    make: () => reads((text) => (text.endsWith('\n') || text.length > 400 ? text : `${text}\r\n`)),
  },
  {
    id: 'reads-one-line-of-a-segment',
    rule: 'X-FRM-07',
    fault: 'Of several commands in one segment only the first is read.',
    make: () => reads((text) => (text.startsWith('MSG ') ? text : (/^.*?\r\n/.exec(text)?.[0] ?? text))),
  },
  {
    id: 'drops-a-lone-space',
    rule: 'X-FRM-08',
    fault: 'A segment of one space is taken for nothing.',
    make: () => reads((text) => (text === ' ' ? '' : text)),
  },
  {
    id: 'sends-empty-lines',
    rule: 'X-FRM-10',
    fault: 'An empty line follows CHG.',
    make: () => writes('CHG', (text) => `${text}\r\n`),
  },
  {
    id: 'ends-lines-in-a-space',
    rule: 'X-FRM-11',
    fault: 'A space stands before the end of CHG.',
    make: () => writes('CHG', (text) => text.replace('\r\n', ' \r\n')),
  },
  {
    id: 'sends-raw-spaces',
    rule: 'X-ENC-01',
    fault: 'A space in a name is not encoded.',
    make: () => writes('REA', (text) => text.replaceAll('%20', ' ')),
  },
  {
    id: 'sends-raw-percent-signs',
    rule: 'X-ENC-01',
    fault: 'A percent sign in a name is not encoded.',
    make: () => writes('REA', (text) => text.replaceAll('%25', '%')),
  },
  {
    id: 'shows-a-picture',
    rule: 'X-VER-01',
    fault: 'CHG has a third word, an MSNObject.',
    make: () => sends('CHG', (command) => withWords(command, (words) => [...words, '%3Cmsnobj%2F%3E'])),
  },
  {
    id: 'asks-for-policies',
    rule: 'X-VER-01',
    fault: 'GCF, of a later dialect, is sent behind SYN.',
    make: () =>
      sends('SYN', (command, context) => [
        command,
        { name: 'GCF', trid: context.nextTrid(), parameters: ['Shields.xml'] },
      ]),
  },
  {
    id: 'counts-characters',
    rule: 'X-FRM-05',
    fault: 'The length of MSG counts the characters of its text.',
    make: () =>
      writes('MSG', (latin1) => {
        const text = Buffer.from(latin1, 'latin1').toString('utf8');
        return latin1.replace(/ \d+\r\n/, ` ${text.length - text.indexOf('\r\n') - 2}\r\n`);
      }),
  },
  {
    id: 'forgets-what-is-glued-to-a-cut-payload',
    rule: 'X-FRM-09',
    fault: 'When a payload comes in pieces, what stands behind it in the last one is lost.',
    make: () => {
      let missing = 0;
      return reads((text) => {
        const rest = missing > 0 ? text.slice(0, missing) : text;
        const head = /^(?:MSG|NOT) (?:\S+ \S+ )?(\d+)\r\n/m.exec(text);
        const end = head === null ? missing : head.index + head[0].length + Number(head[1]);
        missing = Math.max(0, end - text.length);
        return rest;
      });
    },
  },
  {
    id: 'chokes-on-two-spaces',
    rule: 'X-FRM-12',
    fault: 'The client gives up at a line with two spaces in a row.',
    make: () => chokesOn(/^(?:NLN|CVR) [^\r]* {2}/m),
  },
  {
    id: 'chokes-on-a-space-at-the-end',
    rule: 'X-FRM-12',
    fault: 'The client gives up at a line that ends in a space.',
    make: () => chokesOn(/^(?:FLN|CVR|USR|CHG) [^\r]* \r\n/m),
  },
  {
    id: 'chokes-on-empty-lines',
    rule: 'X-FRM-13',
    fault: 'The client gives up at an empty line.',
    make: () => chokesOn(/^\r\n/),
  },
  {
    id: 'decodes-what-must-be-encoded-alone',
    rule: 'X-ENC-02',
    fault: 'Of a name only %20 and %25 are decoded.',
    make: () => reads((text) => text.replace(/%(?!2[05])(?=[0-9A-F]{2})/gi, '%25')),
  },
  {
    id: 'takes-plus-for-a-space',
    rule: 'X-ENC-03',
    fault: 'A plus sign in a name is taken for a space.',
    make: () => reads((text) => text.replace(/^LST .*$/gm, (line) => line.replaceAll('+', '%20'))),
  },
  {
    id: 'reads-latin-1',
    rule: 'X-ENC-04',
    fault: 'What is not ASCII in a name becomes a question mark.',
    make: () => reads((text) => text.replace(/^LST .*$/gm, (line) => line.replace(/[\x80-\xff]/g, '?'))),
  },
  {
    id: 'takes-a-worded-error-for-success',
    rule: 'X-ERR-01',
    fault: 'An error with words behind it is not seen as one.',
    make: () => reads((text) => text.replace(/^209 (\d+) .*\r\n/m, 'REA $1 30 alice@passport.com Queen%20Alice\r\n')),
  },
]);
