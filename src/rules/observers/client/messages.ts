import { header, parseMime } from '../../../codec';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { survives } from '../shared/survives';
import { type ClientConnection, type Given, watchClient } from '../shared/watch-client';

function contentType({ command, connection }: Given): string | undefined {
  if (command?.name !== 'MSG' || command.payload === undefined || connection.service === 'switchboard')
    return undefined;
  const type = header(parseMime(command.payload), 'Content-Type') ?? '';
  return type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

const profileType = 'text/x-msmsgsprofile';
const takesProfile = survives({ what: 'The profile', weight: 0, meant: (given) => contentType(given) === profileType });

/** C-PRO-01: the profile is read by its length, and not answered. */
export const cPro01: Observer = (report, context) => {
  const taken = takesProfile(report, context);
  const profiled = new WeakSet<ClientConnection>();
  const answered = watchClient(context, {
    given(given) {
      if (contentType(given) === profileType) profiled.add(given.connection);
    },
    request({ command, connection, event }) {
      if (!profiled.has(connection) || !['MSG', 'ACK', 'NAK'].includes(command.name)) return;
      report.violation(event, `The profile should not be answered, and ${command.name} came.`);
    },
  });
  return (event) => {
    taken(event);
    answered(event);
  };
};

/** As in the example session, in its case. */
const documentedFields = new Set(
  (
    'MIME-Version Content-Type LoginTime EmailEnabled MemberIdHigh MemberIdLow lang_preference preferredEmail country ' +
    'PostalCode Gender Kid Age BDayPre Birthday Wallet Flags sid kv MSPAuth ClientIP ClientPort'
  ).split(' '),
);

function unusualFields(given: Given): { readonly empty: boolean; readonly other: boolean } {
  if (contentType(given) !== profileType) return { empty: false, other: false };
  const { headers } = parseMime(given.command?.payload ?? new Uint8Array());
  const text = Buffer.from(given.command?.payload ?? new Uint8Array()).toString('latin1');
  return {
    empty: headers.some(([, value]) => value === ''),
    other:
      headers.some(([name, value]) => !documentedFields.has(name) || (value === '' && name !== 'Age')) ||
      /^Age:\r?$/m.test(text),
  };
}

const takesEmptyField = survives({
  what: 'A profile with an empty value',
  // Every server of the time sent one: what drives a client away here is as likely the profile itself.
  weight: -1,
  meant: (given) => unusualFields(given).empty,
});
const takesUnknownField = survives({
  what: 'A profile with unknown fields, empty values or names in another case',
  weight: 2,
  meant: (given) => unusualFields(given).other,
});

/** C-PRO-02: fields that the client does not know, or that are empty, do no harm. */
export const cPro02: Observer = (report, context) => {
  const watchers = [takesEmptyField(report, context), takesUnknownField(report, context)];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

/** C-NOT-01: NOT and IPG are skipped by their length. */
export const cNot01 = survives({
  what: 'NOT or IPG',
  weight: 3,
  meant: ({ command }) => (command?.name === 'NOT' || command?.name === 'IPG') && command.payload !== undefined,
});

const knownTypes = new Set([
  profileType,
  'text/x-msmsgsinitialemailnotification',
  'text/x-msmsgsemailnotification',
  'text/x-msmsgsactivemailnotification',
  'application/x-msmsgssystemmessage',
]);

/** C-MSG-01: a message of the server of unknown type is ignored. */
export const cMsg01 = survives({
  what: 'A message of an unknown type',
  weight: 3,
  meant(given) {
    const type = contentType(given);
    return type !== undefined && !knownTypes.has(type);
  },
});

export const messageObservers: ObserverTable = {
  'C-PRO-01': cPro01,
  'C-PRO-02': cPro02,
  'C-NOT-01': cNot01,
  'C-MSG-01': cMsg01,
};
