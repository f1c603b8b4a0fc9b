import { header, type MimeHeader, parseMime, printMime } from '../../codec';
import type { ClientBehaviour } from './client-behaviour';
import { FakeClientError } from './fake-client-error';

/** What the payload of a MSG on a switchboard says. */
export type ChatPayload =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'typing' }
  /** Something that the client does not know and that does it no harm (C-SB-11). */
  | { readonly kind: 'other' };

/**
 * The payload of a text message: MIME-Version, Content-Type, X-MMS-IM-Format, an empty line, the text (C-SB-08, C-SB-09).
 *
 * @throws FakeClientError `bad-argument` for text that ISO-8859-1 cannot express where the behaviour sends text without a charset
 */
export function textPayload(text: string, behaviour: Pick<ClientBehaviour, 'textType' | 'textFormat'>): Uint8Array {
  const { textType, textFormat } = behaviour;
  const format: readonly MimeHeader[] = textFormat === undefined ? [] : [['X-MMS-IM-Format', textFormat]];
  return payload({ type: textType, more: format, body: bodyOf(text, textType) });
}

/** The payload of a typing notice: TypingUser names the own account, the body is one CRLF (C-SB-10). */
export function typingPayload(account: string): Uint8Array {
  const body = Buffer.from('\r\n', 'latin1');
  return payload({ type: 'text/x-msmsgscontrol', more: [['TypingUser', account]], body });
}

/** The payload by which some clients say, unasked, what they can do. */
export function capabilitiesPayload(capabilities: string): Uint8Array {
  return payload({ type: 'text/x-clientcaps', more: [], body: Buffer.from(capabilities, 'utf8') });
}

/** A payload that no client shows, for a fence. */
export function fencePayload(): Uint8Array {
  return payload({ type: 'text/x-fence', more: [], body: Buffer.alloc(0) });
}

/** Reads any payload at all. Text is what says so, and what says nothing of its type (C-SB-11). */
export function readChatPayload(bytes: Uint8Array): ChatPayload {
  const message = parseMime(bytes);
  const type = header(message, 'Content-Type');
  const [essence = '', ...attributes] = (type ?? 'text/plain; charset=UTF-8').split(';').map((part) => part.trim());
  switch (essence.toLowerCase()) {
    case 'text/plain': {
      const charset = attributes.find((attribute) => /^charset=/i.test(attribute))?.slice('charset='.length);
      return textOf(message.body, charset);
    }
    case 'text/x-msmsgscontrol':
      return header(message, 'TypingUser') === undefined ? { kind: 'other' } : { kind: 'typing' };
    default:
      return { kind: 'other' };
  }
}

function payload(options: {
  readonly type: string;
  readonly more: readonly MimeHeader[];
  readonly body: Uint8Array;
}): Uint8Array {
  const { type, more, body } = options;
  return printMime({ headers: [['MIME-Version', '1.0'], ['Content-Type', type], ...more], body });
}

function bodyOf(text: string, type: ClientBehaviour['textType']): Uint8Array {
  if (type !== 'text/plain') {
    return Buffer.from(text, 'utf8');
  }
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.toString('latin1') !== text) {
    throw new FakeClientError(
      'bad-argument',
      'Text without a charset is ISO-8859-1, and this text has characters beyond.',
    );
  }
  return bytes;
}

/** Without a charset text is ISO-8859-1 (C-SB-08); text in another one is not shown. */
function textOf(body: Uint8Array, charset: string | undefined): ChatPayload {
  if (charset === undefined || /^"?(iso-8859-1|us-ascii)"?$/i.test(charset)) {
    return { kind: 'text', text: Buffer.from(body).toString('latin1') };
  }
  return /^"?utf-8"?$/i.test(charset) ? { kind: 'text', text: Buffer.from(body).toString('utf8') } : { kind: 'other' };
}
