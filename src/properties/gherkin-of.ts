import { type DecodedItem, Decoder, encodeText, printBytes, type Service, type Side } from '../codec';
import { roleOf } from './replay-failure';
import type { SavedFailure } from './saved-failure';

/** Commands that end a login: what stands behind the last of them is what the property did. */
const READY = 'CHG';

const NAMES_OF_CLIENT = 'client/properties/names';

interface Placed {
  readonly from: Side;
  readonly bytes: Buffer;
}

/**
 * A saved failure as a scenario in the words of the kit, with its segments as they were. It shows what is seen on the wire: a wrong belief that nothing on the
 * wire shows is told in a comment. What a login came to, and what several clients of the kit did in a chat, give no scenario: `undefined`.
 */
export function gherkinOf(saved: SavedFailure): string | undefined {
  const role = roleOf(saved);
  const isClient = role === 'client';
  const steps = saved.property === NAMES_OF_CLIENT ? taking(saved.example) : played(saved);
  if (steps === undefined) {
    return undefined;
  }
  const title = saved.property.split('/').at(-1) ?? saved.property;
  return [
    `# ${printable(saved.message)}`,
    `@certify-${role}`,
    `Feature: ${title} of this ${role}`,
    '',
    '  Background:',
    `    Given the kit plays the ${isClient ? 'server' : 'client'}`,
    '',
    `  @${saved.rule}`,
    `  Example: ${printable(saved.statement)}`,
    ...steps.map((line) => `    ${line}`),
    ...(isClient ? ['    Then Alice still answers'] : []),
    '',
  ].join('\n');
}

/** The client is asked for the name; what it sends is compared decoded. */
function taking(example: unknown): readonly string[] {
  const name = String(Object(example).name);
  const word = encodeText(name, { style: 'every-byte' });
  return [
    'Given Alice is online',
    `When Alice takes the name ${JSON.stringify(name)}:`,
    '  """',
    '  # X-ENC-01',
    `  >>> REA <id=7> <alice> ${word}\\r\\n`,
    `  <<< REA <id> 2 <alice> ${word}\\r\\n`,
    '  """',
  ];
}

/** The segments of the failure behind the login, or on the switchboard, played again. */
function played(saved: SavedFailure): readonly string[] | undefined {
  const isClient = roleOf(saved) === 'client';
  const connection = saved.segments.at(-1)?.connection ?? '';
  const isChat = connection.startsWith('switchboard');
  if (isChat && !isClient) {
    return undefined;
  }
  const own = saved.segments
    .filter((segment) => segment.connection === connection)
    .map(({ from, base64 }) => ({ from, bytes: Buffer.from(base64, 'base64') }));
  const begin = isChat ? 'MSG' : READY;
  const first = own.findIndex(({ from, bytes }) => from === 'server' && bytes.toString('latin1').startsWith(begin));
  const behind = first === -1 ? [] : own.slice(isChat ? first : first + 1);
  const segments = behind.filter((segment) => isShown(segment, roleOf(saved)));
  if (segments.length === 0) {
    return undefined;
  }
  const given = isChat
    ? [
        'Given these contacts are online:',
        '  | contact | status |',
        '  | Bob     | NLN    |',
        'And Alice is online',
        'And Alice has started a chat with Bob',
        'When the switchboard sends:',
      ]
    : [
        'Given Alice is online',
        // No challenge of the login is open any more: the answer that is awaited is that to the last one.
        ...(isClient ? ['And Alice still answers'] : []),
        `When ${isClient ? 'the server' : 'Alice'} sends:`,
      ];
  return [
    ...given,
    '  """',
    `  # ${saved.rule}`,
    ...segments
      .flatMap((segment) =>
        lines(segment, { subject: roleOf(saved), service: isChat ? 'switchboard' : 'notification' }),
      )
      .map((line) => `  ${line.replaceAll('"""', '\\"\\"\\"')}`),
    // What the kit ends each example with.
    ...(isClient && !isChat && !segments.some(({ bytes }) => bytes.toString('latin1').startsWith('QRY'))
      ? ['  >>> QRY <answer=1> <product=msmsgs@msnmsgr.com> 32\\r\\n', '      <digest=0>']
      : []),
    '  """',
  ];
}

/** Of a client only answers to challenges are awaited: what else it says, and what it is answered, is its own affair. */
function isShown({ from, bytes }: Placed, subject: Side): boolean {
  const text = bytes.toString('latin1');
  if (subject === 'server') {
    return text !== '';
  }
  return from === 'client' ? /^QRY |^[0-9a-f]{32}$/.test(text) : text !== '' && !/^[A-Z]{3} [1-9]\d* /.test(text);
}

/** What the kit sends stands as it was sent; what it awaits is awaited by meaning. */
function lines({ from, bytes }: Placed, of: { readonly subject: Side; readonly service: Service }): readonly string[] {
  const arrow = from === 'client' ? '>>>' : '<<<';
  if (from !== of.subject) {
    return [`${arrow} ${printBytes(bytes)}`];
  }
  const decoder = new Decoder({ service: of.service, from });
  return decoder.push(bytes).flatMap((item) => awaited(item, arrow));
}

function awaited(item: DecodedItem, arrow: string): readonly string[] {
  if (item.kind !== 'command') {
    return [];
  }
  const trid = item.trid === undefined || item.trid === 0 ? [] : [`<id-${item.trid}=${item.trid}>`];
  if (item.name === 'QRY') {
    const [product = '', size = ''] = item.parameters;
    const digest = Buffer.from(item.payload ?? []).toString('latin1');
    return item.payload === undefined
      ? [`${arrow} QRY ${trid.join('')}\\r\\n`]
      : [`${arrow} QRY ${trid.join('')} <product=${product}> ${size}\\r\\n`, `    <digest=${digest}>`];
  }
  return [`${arrow} ${printBytes(item.raw)}`];
}

/** Text of a peer on one line, which begins nothing in a feature. */
function printable(text: string): string {
  return printBytes(
    Buffer.from(text.replace(/[\u0080-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '?')),
  );
}
