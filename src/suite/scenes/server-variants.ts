import { randomInt } from 'node:crypto';
import type { FakeServer, FakeServerOptions } from '../../fakes';
import { documentedAccounts } from './session-roster';

/** How a server of the kit differs from that of the example session, in ways that right servers do. */
export interface ServerVariant {
  readonly options?: () => Pick<FakeServerOptions, 'ports' | 'switchboardHost'>;
  readonly apply?: (server: FakeServer) => void;
}

function knobs(change: (of: FakeServer['knobs']) => void): ServerVariant {
  return { apply: (server) => change(server.knobs) };
}

function merge(some: Partial<FakeServer['knobs']>): ServerVariant {
  return knobs((all) => Object.assign(all, some));
}

function passport(some: Partial<FakeServer['knobs']['passport']>): ServerVariant {
  return knobs((all) => Object.assign(all.passport, some));
}

const alice = ({ directory }: FakeServer) => directory.account(documentedAccounts.alice);

/** How long a client has for what it should not send before it is answered, in milliseconds. */
const SLOW_MS = 2000;

/** By the words of the step `Given a server that …`. */
export const serverVariants: Readonly<Record<string, ServerVariant>> = {
  'sends nobody on': merge({ transfers: 0 }),
  'sends everybody on twice': merge({ transfers: 2 }),
  'closes late behind an XFR': merge({ closeAfterTransfer: 'late', lateCloseMs: 150 }),
  'never closes behind an XFR': merge({ closeAfterTransfer: 'never' }),
  'does not name itself in an XFR': merge({ transferShowsCurrent: false }),
  'takes its time at login': {
    apply: (server) => {
      for (const name of ['VER', 'CVR', 'USR']) {
        server.intercept({ name }, async (_request, { connection }, proceed) => {
          const timer = setTimeout(proceed, SLOW_MS);
          await connection.closed;
          clearTimeout(timer);
        });
      }
    },
  },
  'redirects at its login page': passport({ redirects: 2 }),
  'keeps connections to its login page open': passport({ connection: 'keep-alive' }),
  'names its login page with a scheme': passport({ daLogin: 'absolute' }),
  'writes the Passport headers in lower case': passport({ headerCase: 'lower' }),
  'writes the Passport headers in upper case': passport({ headerCase: 'upper' }),
  'writes the Passport headers as a proxy does': passport({ headerCase: 'capitalised' }),
  'knows Alice by another password': {
    apply: (server) => {
      alice(server).password = 'another one';
    },
  },
  'knows Alice by another password and does not say so': {
    apply: (server) => {
      alice(server).password = 'another one';
      server.knobs.passport.refusalText = undefined;
    },
  },
  'gives short tickets': {
    apply: (server) => {
      alice(server).ticket = '0f1e2d3c4b5a69788796';
    },
  },
  'never challenges': merge({ challenges: 'off' }),
  'gives a group to everybody on the list': merge({ groupsWithoutForwardList: true }),
  'writes names in raw UTF-8': merge({ textStyle: 'minimal' }),
  'writes every letter of a name as %XX': merge({ textStyle: 'every-byte' }),
  'puts a number behind QNG': merge({ pingSeconds: 50 }),
  'echoes OUT': merge({ echoOut: true }),
  'sends no list to whoever has it': merge({ synchronisation: 'short-when-equal' }),
  'tells of list changes by NOT': merge({ notifyListChanges: true }),
  'tells of presence by NLN behind ADD': merge({ presenceAfterAdd: 'nln' }),
  'gives long numbers to chats': merge({ chatIdForm: 'long' }),
  'gives hexadecimal numbers to chats': merge({ chatIdForm: 'hexadecimal' }),
  'gives UUIDs to chats': merge({ chatIdForm: 'uuid' }),
  'gives hexadecimal keys to chats': merge({ switchboardKeyForm: 'hexadecimal' }),
  'shows whoever joins a chat to itself': merge({ joinerHearsOfItself: true }),
  'names its switchboard by a name': {
    apply: (server) => {
      server.knobs.switchboardAddress = `localhost:${server.switchboard.port}`;
    },
  },
  'names its switchboard without a port': {
    // A loopback address of its own: the usual port of the usual one may be taken, by another run of the kit for one.
    options: () => ({
      switchboardHost: `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`,
      ports: { switchboard: 1863 },
    }),
    apply: (server) => {
      server.knobs.switchboardAddress = server.switchboard.host;
    },
  },
};
