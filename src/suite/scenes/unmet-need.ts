import { type DecodedCommand, Decoder, type Service, type Transcript } from '../../codec';
import type { ServerKnobs } from '../../fakes';
import type { ClientNeeds } from '../../subjects';

/**
 * Why a client cannot be put to what the kit sends in a transcript: the first of its needs that would not be met, as a whole sentence. Undefined where
 * nothing speaks against it.
 */
export function unmetNeed(options: {
  readonly transcript: Transcript;
  readonly needs: ClientNeeds;
  readonly bindings: ReadonlyMap<string, string>;
  readonly service: Service;
}): string | undefined {
  const { needs } = options;
  if (Object.keys(needs).length === 0) {
    return undefined;
  }
  const sent = sentCommands(options);
  const has = (isMeant: (command: DecodedCommand) => boolean) => sent.some(isMeant);
  const isTransfer = ({ form }: DecodedCommand) => form === 'S.XFR.notification' || form === 'S.XFR.unasked';
  const { minContacts = 0 } = needs;
  if (needs.dispatch === 'none' && has(isTransfer)) {
    return 'The client cannot be sent to another server (it needs "dispatch": "none"), and the case does so.';
  }
  if (
    needs.dispatch === 'required' &&
    options.service === 'dispatch' &&
    has(({ form }) => form === 'S.USR.challenge')
  ) {
    return 'The client has to be sent on by a dispatch server (it needs "dispatch": "required"), and in the case it is not.';
  }
  if (needs.xfrLastAddress && has((command) => isTransfer(command) && command.fields.current === undefined)) {
    return 'The client needs the last address in XFR ("xfrLastAddress"), and the case leaves it out.';
  }
  if (has(({ form, fields }) => form === 'S.SYN' && Number(fields.contacts) < minContacts)) {
    return `The client needs at least ${minContacts} contacts ("minContacts"), and the case has fewer.`;
  }
  if (needs.ilnAfterAdd && has((command) => isBeforeItsAdd(command, sent))) {
    return 'The client needs a presence behind the answer to ADD ("ilnAfterAdd"), and in the case it comes before.';
  }
  if (needs.numericSessionId && has(({ fields }) => fields.session !== undefined && !/^\d+$/.test(fields.session))) {
    return 'The client needs session ids that are numbers ("numericSessionId"), and that of the case is none.';
  }
  return undefined;
}

/** Why a client cannot be put to a server that behaves like this, as `unmetNeed` says it of a transcript. */
export function unmetByServer(options: {
  readonly knobs: ServerKnobs;
  readonly needs: ClientNeeds;
}): string | undefined {
  const { knobs, needs } = options;
  if (needs.dispatch === 'none' && knobs.transfers > 0) {
    return 'The client cannot be sent to another server (it needs "dispatch": "none"), and the server of the case does so.';
  }
  if (needs.dispatch === 'required' && knobs.transfers === 0) {
    return 'The client has to be sent on by a dispatch server (it needs "dispatch": "required"), and the case has none.';
  }
  if (needs.xfrLastAddress && !knobs.transferShowsCurrent) {
    return 'The client needs the last address in XFR ("xfrLastAddress"), and the server of the case leaves it out.';
  }
  if (needs.dalogin !== undefined && needs.dalogin !== knobs.passport.daLogin) {
    return `The client needs the ${needs.dalogin} form of DALogin ("dalogin"), and the server of the case has the other.`;
  }
  if (needs.numericSessionId && ['hexadecimal', 'uuid'].includes(knobs.chatIdForm)) {
    return 'The client needs session ids that are numbers ("numericSessionId"), and the server of the case has others.';
  }
  return undefined;
}

function isBeforeItsAdd({ form, trid }: DecodedCommand, sent: readonly DecodedCommand[]): boolean {
  const add = sent.findIndex((one) => one.form === 'S.ADD' && one.trid === trid);
  const presence = sent.findIndex((one) => one.form === 'S.ILN' && one.trid === trid);
  return form === 'S.ILN' && add !== -1 && presence < add;
}

/** What the kit sends, as far as it can be told before anything has come: fields without a value are numbers, each another. */
function sentCommands(options: {
  readonly transcript: Transcript;
  readonly bindings: ReadonlyMap<string, string>;
  readonly service: Service;
}): readonly DecodedCommand[] {
  const values = new Map(options.bindings);
  const decoder = new Decoder({ service: options.service, from: 'server' });
  const commands: DecodedCommand[] = [];
  for (const item of options.transcript.items) {
    if (item.kind !== 'segment') {
      continue;
    }
    for (const part of item.parts) {
      if (part.kind === 'field' && !values.has(part.name)) {
        values.set(part.name, part.documented ?? String(FIRST_PLACEHOLDER + values.size));
      }
      if (item.from === 'server') {
        const bytes = part.kind === 'literal' ? part.bytes : Buffer.from(values.get(part.name) ?? '');
        commands.push(...decoder.push(bytes).filter((decoded) => decoded.kind === 'command'));
      }
    }
  }
  return commands;
}

/** Above all transaction ids that a transcript names. */
const FIRST_PLACEHOLDER = 900_000;
