import { performance } from 'node:perf_hooks';
import { FakeClient, FakeClientError, obedientBehaviour, PassportError, ServerRefusal } from '../fakes';
import { type ServerSubject, SubjectError } from '../subjects';
import { Trace, usualReceiveLimits, WireError } from '../wire';
import type { Check } from './check';
import { personas } from './scenes';

export interface ServerExamination {
  readonly checks: readonly Check[];
  /** Whether Alice can sign in and synchronise: without that nothing can be certified. */
  readonly isUsable: boolean;
  /** Median time between PNG and QNG, in milliseconds; undefined where it could not be measured. */
  readonly latencyMs: number | undefined;
}

interface ExamineOptions {
  readonly subject: ServerSubject;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
  /** Told of each check as soon as it is over. */
  readonly onCheck?: (check: Check) => void;
}

/** How many PNG are timed. */
const PINGS = 9;

/** Looks at a server and its accounts before any case: is it there, does it speak MSNP8, can each account sign in, what does it offer. Never rejects. */
export async function examineServer(options: ExamineOptions): Promise<ServerExamination> {
  const checks: Check[] = [];
  const tell = (check: Check) => {
    checks.push(check);
    options.onCheck?.(check);
  };
  const { subject } = options;
  const isThere = await isReachable(subject, tell);
  if (!isThere || !(await speaksMsnp8(options, tell))) {
    return { checks, isUsable: false, latencyMs: undefined };
  }
  let isUsable = false;
  let latencyMs: number | undefined;
  for (const persona of personas) {
    const credentials = subject.accounts[persona];
    if (credentials === undefined) {
      tell({
        outcome: 'note',
        text: `There is no account for ${persona}.`,
        mend: `Give the accounts file a "${persona}": cases that need the lists of the example session are blocked without.`,
      });
      continue;
    }
    const client = await signedIn({ ...options, persona, tell });
    if (client === undefined) {
      continue;
    }
    try {
      if (persona === 'alice') {
        isUsable = true;
        latencyMs = await whatItOffers({ client, timeoutMs: options.timeoutMs, tell });
      }
    } catch (error) {
      tell({ outcome: 'problem', text: `Alice's session broke off: ${sentenceOf(error)}` });
    } finally {
      await client.close();
    }
  }
  return { checks, isUsable, latencyMs };
}

type Tell = (check: Check) => void;

async function isReachable(subject: ServerSubject, tell: Tell): Promise<boolean> {
  try {
    await subject.reach();
    tell({ outcome: 'ok', text: `Somebody answers at ${subject.target}.` });
    return true;
  } catch (error) {
    tell({
      outcome: 'problem',
      text: sentenceOf(error),
      mend: 'Start the server, look at host, port and firewall, or lead the name elsewhere with --connect-to.',
    });
    return false;
  }
}

async function speaksMsnp8({ subject, timeoutMs }: ExamineOptions, tell: Tell): Promise<boolean> {
  let client: FakeClient | undefined;
  try {
    client = await FakeClient.connect({
      account: subject.accounts.alice?.account ?? '',
      server: subject.address,
      resolve: subject.resolve,
      behaviour: obedientBehaviour,
      receiveLimits: usualReceiveLimits,
      timeoutMs,
    });
    const { name, parameters } = await client.request({ name: 'VER', parameters: obedientBehaviour.dialects });
    const isAgreed = parameters.includes('MSNP8');
    const words = [name, ...parameters].join(' ');
    tell(
      isAgreed
        ? { outcome: 'ok', text: `It speaks MSNP8: it answers the offer with "${words}".` }
        : {
            outcome: 'problem',
            text: `It does not agree on MSNP8: it answers the offer "MSNP8 CVR0" with "${words}".`,
            mend: 'Switch MSNP8 on in the server, or name the port at which it speaks MSNP8.',
          },
    );
    return isAgreed;
  } catch (error) {
    tell({
      outcome: 'problem',
      text: `It does not answer VER as a server of this protocol does: ${sentenceOf(error)}`,
      mend: 'Make sure that this is the port of the dispatch or notification server: 1863 by tradition, neither TLS nor HTTP.',
    });
    return false;
  } finally {
    await client?.close();
  }
}

async function signedIn(
  options: ExamineOptions & { readonly persona: (typeof personas)[number]; readonly tell: Tell },
): Promise<FakeClient | undefined> {
  const { subject, persona, timeoutMs, tell } = options;
  const account = subject.accounts[persona]?.account ?? '';
  const trace = new Trace();
  let client: FakeClient | undefined;
  try {
    client = await FakeClient.connect({
      account,
      server: subject.address,
      resolve: subject.resolve,
      ticket: (challenge) => subject.ticket({ persona, challenge, trace }),
      behaviour: obedientBehaviour,
      receiveLimits: usualReceiveLimits,
      trace,
      timeoutMs,
    });
    await client.advance('signed-in');
    const hops = trace.events.filter(({ kind, connection }) => kind === 'open' && !connection.startsWith('passport'));
    if (persona === 'alice') {
      tell(
        hops.length > 1
          ? { outcome: 'ok', text: 'It has a dispatch server, which sends clients on to the notification server.' }
          : { outcome: 'note', text: 'It has no dispatch server: cases about XFR at login are unsupported.' },
      );
    }
  } catch (error) {
    tell({
      outcome: 'problem',
      text: `${persona} (${account}) cannot sign in: ${sentenceOf(error)}`,
      mend: mendLogin(error),
    });
    await client?.close();
    return undefined;
  }
  try {
    await client.advance('synchronised');
  } catch (error) {
    tell({
      outcome: 'problem',
      text: `${persona} (${account}) signs in, and SYN brings no list: ${sentenceOf(error)}`,
      mend: 'SYN with version 0 has to be answered with as many LSG and LST lines as its reply announces (S-SYN-02).',
    });
    await client.close();
    return undefined;
  }
  const { contacts = [], listVersion } = client.snapshot();
  tell({
    outcome: 'ok',
    text: `${persona} (${account}) signs in; the list of version ${listVersion ?? 0} has ${contacts.length} contacts, which a run takes away.`,
  });
  return client;
}

function mendLogin(error: unknown): string {
  if (error instanceof ServerRefusal) {
    return error.code === 911
      ? 'The server refuses the ticket (911): look at the account, the password, and whether --nexus is the Passport that the server trusts.'
      : `Look up the error ${error.code} in the server.`;
  }
  if (error instanceof PassportError) {
    return mendPassport(error.code);
  }
  if (error instanceof SubjectError && error.cause instanceof PassportError) {
    return mendPassport(error.cause.code);
  }
  return 'Look at the log of the server for this account.';
}

function mendPassport(code: PassportError['code']): string {
  switch (code) {
    case 'refused':
      return 'Look at the account and the password in the accounts file.';
    case 'unreachable':
      return 'Look at --nexus; where the login server has a name that does not resolve, lead it elsewhere with --connect-to.';
    case 'tls':
      return 'Give the certificate authority with --ca FILE, or accept any certificate with --insecure.';
    default:
      return 'Look at what nexus and login server answer: PassportURLs with DALogin, then Authentication-Info with from-PP.';
  }
}

/** Challenges, switchboard, latency. */
async function whatItOffers(options: {
  readonly client: FakeClient;
  readonly timeoutMs: number;
  readonly tell: Tell;
}): Promise<number> {
  const { client, timeoutMs, tell } = options;
  let challenges = 0;
  const { connection } = client;
  connection.onItem((item) => {
    challenges += item.kind === 'command' && item.name === 'CHL' ? 1 : 0;
  });
  await client.advance('visible');
  const times: number[] = [];
  for (let count = 0; count < PINGS; count += 1) {
    const begin = performance.now();
    const state = await client.fence({ timeoutMs });
    if (state !== 'alive') {
      tell({
        outcome: 'problem',
        text: `PNG is not answered with QNG: the connection is ${state}.`,
        mend: 'PNG has to be answered (S-PNG-01): it is how the kit finds out that nothing else came.',
      });
      return timeoutMs;
    }
    times.push(performance.now() - begin);
  }
  const latency = times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
  tell({ outcome: 'ok', text: `It answers PNG in ${latency.toFixed(1)} ms (median of ${PINGS}).` });
  tell(
    challenges > 0
      ? { outcome: 'ok', text: 'It challenges clients.' }
      : {
          outcome: 'note',
          text: 'It has sent no challenge so far: cases about challenges are unsupported if it never does.',
        },
  );
  tell(await switchboardOf(client));
  return latency;
}

async function switchboardOf(client: FakeClient): Promise<Check> {
  try {
    const { name, parameters } = await client.request({ name: 'XFR', parameters: ['SB'] });
    return name === 'XFR' && parameters[0] === 'SB'
      ? { outcome: 'ok', text: `It has a switchboard at ${parameters[1] ?? 'an address that it does not name'}.` }
      : {
          outcome: 'note',
          text: `It offers no switchboard: it answers XFR SB with "${[name, ...parameters].join(' ')}".`,
        };
  } catch (error) {
    return { outcome: 'note', text: `It offers no switchboard: ${sentenceOf(error)}` };
  }
}

function sentenceOf(error: unknown): string {
  const known = [FakeClientError, PassportError, ServerRefusal, SubjectError, WireError];
  return error instanceof Error && known.some((type) => error instanceof type)
    ? error.message
    : `The kit failed: ${error instanceof Error ? error.message : String(error)}`;
}
