import type { CommandEvent, TraceEvent } from '../wire';

/** How far a client came with its login, and what may help it on. */
export interface LoginProgress {
  /** A whole sentence: what it did, and what it did not do then. */
  readonly text: string;
  /** A whole sentence. */
  readonly mend: string;
}

interface Step extends LoginProgress {
  /** Whether the trace shows that the client has come so far. */
  readonly isReached: (events: readonly TraceEvent[]) => boolean;
}

/** Tells from a trace at which step a login stopped. */
export function howFarItCame(events: readonly TraceEvent[], options: { readonly account: string }): LoginProgress {
  const wrong = wrongOn(events, options.account);
  const last = STEPS.findLast(({ isReached }) => isReached(events));
  return wrong ?? last ?? NOT_CONNECTED;
}

const NOT_CONNECTED: LoginProgress = {
  text: 'It has not connected to the address that it was given.',
  mend: 'Let it go to the host and port of "login" (MSNP8_HOST and MSNP8_PORT) in place of a built-in name.',
};

/** In the order of a login. */
const STEPS: readonly Step[] = [
  {
    isReached: (events) => events.some(({ kind }) => kind === 'open'),
    text: 'It connects, and sends no whole VER.',
    mend: 'The client speaks first: "VER 1 MSNP8 CVR0", and CR LF behind it.',
  },
  {
    isReached: said('C.VER'),
    text: 'It sends VER, and does not go on to "USR … TWN I".',
    mend: 'Behind the answer to VER come CVR and "USR … TWN I account", each when the one before has been answered.',
  },
  {
    isReached: said('S.XFR.notification'),
    text: 'It was sent to the notification server (XFR), and does not sign in there.',
    mend: 'Let it connect to the address in XFR and begin again with VER; where it cannot, declare the need "dispatch": "none".',
  },
  {
    isReached: said('S.USR.challenge'),
    text: 'It got a Passport challenge, and has not asked the nexus for the login page.',
    mend: 'Let it ask for nexusUrl (MSNP8_NEXUS_URL) in place of a built-in address, and trust caFile (MSNP8_CA_FILE).',
  },
  {
    isReached: (events) => said('S.USR.challenge')(events) && !said('S.XFR.notification')(events),
    text: 'It got a Passport challenge from the first server, and has not asked the nexus for the login page.',
    mend: 'Let it ask for nexusUrl (MSNP8_NEXUS_URL) in place of a built-in address; where it has to be sent on by a dispatch server first, declare the need "dispatch": "required".',
  },
  {
    isReached: (events) => events.some((event) => event.kind === 'open' && event.service === 'passport'),
    text: 'It connects to Passport, and asks for nothing.',
    mend: 'The certificate of Passport is for localhost and 127.0.0.1: where the client finds no IP address in it, let it trust caFile (MSNP8_CA_FILE) and compare no names.',
  },
  {
    isReached: (events) => events.some((event) => event.kind === 'remark' && event.topic === 'tls-failed'),
    text: 'It connects to Passport, and TLS fails.',
    mend: 'Let it trust the authority in caFile (MSNP8_CA_FILE); where it speaks TLS 1.0 at most, declare the need "tls": "1.0".',
  },
  {
    isReached: asked('/rdr/pprdr.asp'),
    text: 'It asked the nexus, and has not asked the login page that the nexus names.',
    mend: 'The page is DALogin in the header PassportURLs; where it can do with one form only, declare the need "dalogin": "bare" or "absolute".',
  },
  {
    isReached: asked('/login2.srf'),
    text: 'It asked the login page, which gave it no ticket.',
    mend: 'The header Authorization has sign-in and pwd, both URL-encoded (C-AUT-04), and ends with the challenge as it came (C-AUT-02).',
  },
  {
    isReached: (events) => events.some((event) => event.kind === 'remark' && event.topic === 'ticket'),
    text: 'It got a ticket, and was not let in with it.',
    mend: 'Send what stands between the quotation marks of from-PP, unchanged: "USR … TWN S ticket" (C-AUT-01).',
  },
  {
    isReached: said('S.USR.ok'),
    text: 'It is signed in, and has not asked for its list.',
    mend: 'Behind USR OK comes "SYN … 0" (C-SYN-01).',
  },
  {
    isReached: said('C.SYN'),
    text: 'It asked for its list, and has not become visible.',
    mend: 'Behind the list comes "CHG … NLN client-id" (C-CHG-01).',
  },
  {
    isReached: said('S.CHG'),
    text: 'The wire shows it online, and it does not say so.',
    mend: 'Let "login" answer {"account": …, "name": …} once CHG has been answered.',
  },
];

/** What the client says that leads nowhere. */
function wrongOn(events: readonly TraceEvent[], account: string): LoginProgress | undefined {
  const commands = events.filter((event): event is CommandEvent => event.kind === 'command' && event.from === 'client');
  const offer = commands.find(({ command }) => command.name === 'VER')?.command.parameters;
  if (offer !== undefined && !offer.includes('MSNP8')) {
    return {
      text: `It offers "${offer.join(' ')}", and not MSNP8.`,
      mend: 'This kit certifies MSNP8 alone: let the client offer it, with or without others.',
    };
  }
  const named = commands.find(({ command }) => command.form === 'C.USR.initial')?.command.fields.account;
  if (named !== undefined && named.toLowerCase() !== account) {
    return {
      text: `It signs in as ${named}, and not as ${account}.`,
      mend: 'Let it take account and password from "login" (MSNP8_ACCOUNT and MSNP8_PASSWORD).',
    };
  }
  return undefined;
}

function said(form: string): Step['isReached'] {
  return (events) => events.some((event) => event.kind === 'command' && event.command.form === form);
}

function asked(path: string): Step['isReached'] {
  return (events) =>
    events.some((event) => event.kind === 'http' && event.from === 'client' && event.startLine.includes(path));
}
