import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isStatus, type Status } from '../codec';
import { Directory } from '../fakes';
import { UsageError } from './usage-error';

const account = z.string().regex(/^[\x21-\x7e]{1,129}$/);
const list = z.enum(['FL', 'AL', 'BL', 'RL']);
const contact = z.strictObject({
  account,
  name: z.string().exactOptional(),
  lists: z.array(list).min(1),
  groups: z.array(z.string()).exactOptional(),
});
const member = z.strictObject({
  account,
  password: z.string(),
  name: z.string().exactOptional(),
  verified: z.boolean().exactOptional(),
  restricted: z.boolean().exactOptional(),
  listVersion: z.int().min(0).max(0xffff_ffff).exactOptional(),
  gtc: z.enum(['A', 'N']).exactOptional(),
  blp: z.enum(['AL', 'BL']).exactOptional(),
  groups: z.record(z.string().regex(/^\d{1,2}$/), z.string()).exactOptional(),
  settings: z.partialRecord(z.enum(['PHH', 'PHW', 'PHM', 'MOB', 'MBE']), z.string()).exactOptional(),
  contacts: z.array(contact).exactOptional(),
  status: z.string().refine(isStatus).exactOptional(),
});
const rosterFile = z.strictObject({ accounts: z.array(member).min(1) });

/** Who is in a roster file. */
export interface RosterOfFile {
  readonly directory: Directory;
  /** Those who are online without a client. */
  readonly online: readonly { readonly account: string; readonly status: Status }[];
}

/**
 * Reads accounts and what is on their lists: `{"accounts": [{"account", "password", "name"?, "contacts"?: [{"account", "name"?, "lists", "groups"?}], …}]}`,
 * with the names of `NewAccount`; an account with a `status` is online without a client.
 *
 * @throws UsageError, one sentence, when the file cannot be read or used
 */
export async function readRoster(file: string): Promise<RosterOfFile> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `The roster file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  const parsed = rosterFile.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? '' : ` at ${issue.path.join('.')}: ${issue.message}`;
    throw new UsageError(`The roster file ${file} is not as expected${where}.`);
  }
  try {
    return {
      directory: new Directory(parsed.data.accounts.map(({ status: _, ...one }) => one)),
      online: parsed.data.accounts.flatMap(({ account: name, status }) =>
        status === undefined ? [] : [{ account: name, status }],
      ),
    };
  } catch (error) {
    throw new UsageError(
      `The roster file ${file} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
