import type { FakeServer } from '../../src/fakes';
import { RawClient } from './raw-client';

/** Signs an account in at the notification server, with the fixed ticket `ticket-of-<account>`, and takes all that comes. */
export async function signIn(server: FakeServer, account: string): Promise<RawClient> {
  server.directory.account(account).ticket = `ticket-of-${account}`;
  const client = await RawClient.call(server.notification);
  client.write(`VER 1 MSNP8 CVR0\r\nCVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS ${account}\r\n`);
  client.write(`USR 3 TWN I ${account}\r\n`);
  for (const begin of ['VER 1 ', 'CVR 2 ', 'USR 3 TWN S ']) {
    expect(await client.line()).toMatch(new RegExp(`^${begin}`));
  }
  client.write(`USR 4 TWN S ticket-of-${account}\r\n`);
  expect(await client.line()).toMatch(/^USR 4 OK /);
  const length = /^MSG Hotmail Hotmail (\d+)$/.exec(await client.line())?.[1];
  await client.bytes(Number(length));
  return client;
}

/** Signs in and takes the list. The server must not challenge by itself. */
export async function signInVisible(
  server: FakeServer,
  account: string,
  options: { readonly status?: string; readonly clientId?: string; readonly presences?: string } = {},
): Promise<RawClient> {
  const client = await signIn(server, account);
  client.write('SYN 5 0\r\n');
  await client.line();
  client.write('PNG\r\n');
  while ((await client.line()) !== 'QNG') {
    // the list is another test's business
  }
  const words = `${options.status ?? 'NLN'} ${options.clientId ?? '0'}`;
  await client.ask(`CHG 6 ${words}\r\n`, `CHG 6 ${words}\r\n${options.presences ?? ''}`);
  return client;
}
