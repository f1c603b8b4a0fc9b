import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Credentials } from '../subjects';
import { personas } from '../suite';
import { UsageError } from './usage-error';

/** Goes onto the wire as it stands: one word, so neither blanks nor controls. An account has at most 129 bytes. */
const account = z.string().regex(/^[\x21-\x7e]{1,129}$/);
const ticket = z.string().regex(/^[\x21-\x7e]+$/);
const credentials = z.union([
  z.strictObject({ account, password: z.string() }),
  z.strictObject({ account, password: z.string().default(''), ticket }),
]);
/** The shape of an accounts file. */
export const accountsFile = z.record(z.string().min(1), credentials);

/**
 * Reads the accounts with which the kit signs in: `{"alice": {"account": "alice@example.com", "password": "…"}, "bob": …}`. Instead of a password
 * an account may bring a fixed `ticket`.
 *
 * @throws UsageError, one sentence, when the file cannot be read or used.
 */
export async function readAccounts(file: string): Promise<Readonly<Record<string, Credentials>>> {
  const accounts = parseAccounts(await readText(file), file);
  const unknown = Object.keys(accounts).find((name) => personas.every((persona) => persona !== name));
  if (unknown !== undefined) {
    throw new UsageError(
      `The accounts file ${file} names "${unknown}", whom no case knows; the people are ${personas.join(', ')}.`,
    );
  }
  if (accounts.alice === undefined) {
    throw new UsageError(`The accounts file ${file} has no "alice": every case signs in as Alice.`);
  }
  const names = Object.values(accounts).map(({ account }) => account.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UsageError(
      `The accounts file ${file} gives the account ${twice} to two people; each needs one of their own.`,
    );
  }
  return accounts;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `The accounts file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function parseAccounts(text: string, file: string): Readonly<Record<string, Credentials>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `The accounts file ${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  const parsed = accountsFile.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    throw new UsageError(
      `The accounts file ${file} is not as expected${where}: each name stands for {"account": "…", "password": "…"} or {"account": "…", "ticket": "…"}, account and ticket without blanks.`,
    );
  }
  return parsed.data;
}
