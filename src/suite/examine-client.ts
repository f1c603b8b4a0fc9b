import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sameAccount } from '../codec';
import { FakeServer, FakeServerError, sessionDirectory } from '../fakes';
import { accommodationsFor, type ClientSubject, clientMethods, type Snapshot, SubjectError } from '../subjects';
import { Trace, usualReceiveLimits } from '../wire';
import { AuthorityKeeper } from './authority';
import type { Check } from './check';
import { howFarItCame } from './how-far-it-came';
import { accommodate, befriend } from './scenes';

export interface ClientExamination {
  readonly checks: readonly Check[];
  /** Whether the client can sign in: without that nothing can be certified. */
  readonly isUsable: boolean;
}

interface ExamineOptions {
  readonly subject: ClientSubject;
  /** Limit for one awaited step, in milliseconds. */
  readonly timeoutMs: number;
  /** Told of each check as soon as it is over. */
  readonly onCheck?: (check: Check) => void;
}

type Tell = (check: Check) => void;

const ALICE = 'alice@passport.com';

/**
 * Looks at a client before any case: does its program start and keep to the contract, what does it offer and need, and does it sign in at the kit's servers. Never
 * rejects. Whoever made the subject closes it.
 */
export async function examineClient(options: ExamineOptions): Promise<ClientExamination> {
  const checks: Check[] = [];
  const tell = (check: Check) => {
    checks.push(check);
    options.onCheck?.(check);
  };
  let isUsable = false;
  try {
    if (await starts(options, tell)) {
      await keepsToContract(options, tell);
      isUsable = await signsIn(options, tell);
    }
  } catch (error) {
    tell({ outcome: 'problem', text: sentenceOf(error) });
  }
  return { checks, isUsable };
}

/** The program is there, and says what it is. */
async function starts({ subject }: ExamineOptions, tell: Tell): Promise<boolean> {
  const begin = performance.now();
  try {
    await subject.reach?.();
  } catch (error) {
    tell({
      outcome: 'problem',
      text: sentenceOf(error),
      // Whoever could not be isolated has been told what to do.
      ...(error instanceof SubjectError && error.code === 'not-isolated' ? {} : { mend: mendOfStart(subject) }),
    });
    return false;
  }
  const { program } = subject;
  if (program === undefined) {
    tell({
      outcome: 'ok',
      text: 'The command is started anew for each case; what follows from signing in can be judged.',
    });
    needs(subject, tell);
    return true;
  }
  const ms = Math.round(performance.now() - begin);
  tell({ outcome: 'ok', text: `The adapter starts in ${ms} ms: ${program.name} ${program.version}.` });
  return offers(subject, tell);
}

function mendOfStart({ needs }: ClientSubject): string {
  return needs.passport === 'soap'
    ? 'A client is certified with Passport 1.4: PassportURLs from the nexus, then Authentication-Info with from-PP.'
    : 'Run the command by hand and give it one line, {"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}: it has to answer with one line that holds name, version and methods, and to write all else on stderr.';
}

function offers(subject: ClientSubject, tell: Tell): boolean {
  const missing = clientMethods.filter((method) => !subject.methods.has(method));
  if (missing.includes('login')) {
    tell({
      outcome: 'problem',
      text: 'It does not offer "login".',
      mend: 'Every case begins with "login": offer it, and name it in the methods of "initialize".',
    });
    return false;
  }
  tell(
    missing.length === 0
      ? { outcome: 'ok', text: `It offers all ${clientMethods.length} methods.` }
      : { outcome: 'note', text: `It does not offer ${missing.join(', ')}: cases that need them are unsupported.` },
  );
  if (!missing.includes('snapshot') && subject.concurrent !== true) {
    tell({
      outcome: 'note',
      text: 'It takes one request at a time, so that it cannot be asked for a "snapshot" while it signs in.',
      mend: 'Where it can answer meanwhile, let "initialize" return "concurrent": true.',
    });
  }
  needs(subject, tell);
  return true;
}

function needs(subject: ClientSubject, tell: Tell): void {
  for (const { need, value, bends } of accommodationsFor(subject.needs)) {
    tell({ outcome: 'note', text: `It needs ${need} ${value}, which bends ${bends.join(', ')}.` });
  }
}

/** Something that no adapter has. */
const NO_METHOD = 'noSuchMethod';

async function keepsToContract({ subject, timeoutMs }: ExamineOptions, tell: Tell): Promise<void> {
  if (subject.probe === undefined) {
    return;
  }
  const answer = await inTime(subject.probe(NO_METHOD), { what: `"${NO_METHOD}"`, timeoutMs });
  tell(
    answer === -32601
      ? { outcome: 'ok', text: 'It answers a method that does not exist with -32601.' }
      : {
          outcome: 'problem',
          text: `It answers the method "${NO_METHOD}", which does not exist, with ${answer === 'result' ? 'a result' : `the error ${answer}`}.`,
          mend: 'Answer every method that the client does not offer with the error -32601: it tells unsupported cases from failed ones.',
        },
  );
}

async function signsIn(options: ExamineOptions, tell: Tell): Promise<boolean> {
  const { subject } = options;
  const authority = new AuthorityKeeper();
  const trace = new Trace();
  let server: FakeServer | undefined;
  try {
    const { certificates, caFile } = await authority.get(subject.place?.certificates);
    const directory = sessionDirectory();
    befriend(directory, subject.needs);
    server = await FakeServer.start({
      ...accommodate(subject.needs),
      directory,
      trace,
      subject: 'client',
      certificates,
      ...subject.place,
      prover: subject.prover,
      receiveLimits: usualReceiveLimits,
    });
    const scene = { ...options, server, caFile, trace, tell };
    if (!(await comesOnline(scene))) {
      return false;
    }
    await answersChallenges(scene);
    await knowsItself(scene);
    await comesAndGoes(scene);
    return true;
  } finally {
    await server?.close();
    await subject.reset().catch((error: unknown) => tell({ outcome: 'problem', text: sentenceOf(error) }));
    await authority.close();
  }
}

interface DoctorScene extends ExamineOptions {
  readonly server: FakeServer;
  readonly caFile: string;
  readonly trace: Trace;
  readonly tell: Tell;
}

async function comesOnline(scene: DoctorScene): Promise<boolean> {
  const { trace, tell } = scene;
  const begin = performance.now();
  try {
    await login(scene);
  } catch (error) {
    // What the client has done before it gave up has arrived by the next turns: an alert of TLS, a close.
    await nextTurn();
    await nextTurn();
    const reason = `It does not sign in. ${sentenceOf(error)}`;
    if (trace.events.length === 0 && error instanceof SubjectError && error.code !== 'failed') {
      tell({
        outcome: 'problem',
        text: reason,
        mend: 'Run the command by hand, and look at what it writes on stderr.',
      });
      return false;
    }
    const { text, mend } = howFarItCame(trace.events, { account: ALICE });
    tell({ outcome: 'problem', text: reason });
    tell({ outcome: 'problem', text, mend });
    return false;
  }
  tell({
    outcome: 'ok',
    text: `It signs in, gets its list and becomes visible in ${Math.round(performance.now() - begin)} ms.`,
  });
  return true;
}

/** Resolves when the client says that it is signed in, or, where it says nothing, when the wire shows it. */
async function login({ subject, server, caFile, timeoutMs }: DoctorScene): Promise<void> {
  const { host, port } = subject.needs.dispatch === 'none' ? server.notification : server.dispatch;
  await subject.begin?.({ caseId: 'doctor' });
  const { password } = server.directory.account(ALICE);
  const seen = server.waitForSession({ account: ALICE, state: 'visible', timeoutMs });
  seen.catch(() => {});
  const asked = subject.call('login', { account: ALICE, password, host, port, nexusUrl: server.nexusUrl, caFile });
  if (subject.watched === true) {
    await Promise.race([seen, asked.then(() => seen)]);
    return;
  }
  await inTime(asked, { what: '"login"', timeoutMs });
  await seen;
}

async function answersChallenges({ server, timeoutMs, tell }: DoctorScene): Promise<void> {
  const state = await server.session(ALICE)?.fence({ timeoutMs });
  tell(
    state === 'alive'
      ? { outcome: 'ok', text: 'It answers challenges.' }
      : {
          outcome: 'problem',
          text: `It does not answer a challenge (CHL): the connection is ${state ?? 'closed'}.`,
          mend: 'A server disconnects whoever does not answer with QRY within 50 s (C-CHL-02); and by it the kit sees what the client has handled.',
        },
  );
}

/** `snapshot` names the account. */
async function knowsItself({ subject, server, timeoutMs, tell }: DoctorScene): Promise<void> {
  if (!subject.methods.has('snapshot')) {
    return;
  }
  try {
    const snapshot = await inTime(subject.call('snapshot', {}), { what: '"snapshot"', timeoutMs });
    const { account, contacts } = snapshot as Snapshot;
    if (account === undefined || !sameAccount(account, ALICE)) {
      const got = account === undefined ? 'no account' : `"${account}"`;
      tell({
        outcome: 'problem',
        text: `Behind a "login" as ${ALICE} its "snapshot" names ${got}.`,
        mend: 'Let "snapshot" tell what the client believes: first of all, as whom it is signed in.',
      });
      return;
    }
    tell({
      outcome: 'ok',
      text: `Its "snapshot" names the account${contacts === undefined ? ' and no contacts' : `, and ${contacts.length} of ${server.directory.account(ALICE).contacts.length} contacts`}.`,
    });
  } catch (error) {
    tell({ outcome: 'problem', text: `It offers "snapshot". ${sentenceOf(error)}` });
  }
}

/** It signs out and in again. */
async function comesAndGoes(scene: DoctorScene): Promise<void> {
  const { subject, server, timeoutMs, tell } = scene;
  if (!subject.methods.has('logout')) {
    return;
  }
  try {
    const gone = server.waitForSession({ account: ALICE, state: 'closed', timeoutMs });
    gone.catch(() => {});
    await inTime(subject.call('logout', {}), { what: '"logout"', timeoutMs });
    await gone;
    await login(scene);
    tell({ outcome: 'ok', text: 'It signs out, and in again.' });
  } catch (error) {
    tell({
      outcome: 'problem',
      text: `It does not sign out and in again. ${sentenceOf(error)}`,
      mend: 'One process lives through all cases: "logout" ends the session, and another "login" begins one.',
    });
  }
}

async function inTime<Result>(
  work: Promise<Result>,
  options: { readonly what: string; readonly timeoutMs: number },
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const text = `The client has not answered ${options.what} within ${options.timeoutMs} ms.`;
    timer = setTimeout(() => reject(new SubjectError('failed', text)), options.timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof SubjectError || error instanceof FakeServerError
    ? error.message
    : `The kit failed: ${error instanceof Error ? error.message : String(error)}`;
}
