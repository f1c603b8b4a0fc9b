import { type DataTable, Given } from '@cucumber/cucumber';
import { personaNamed, statusNamed } from './parameter-types';
import type { KitWorld } from './world';

Given('the kit plays the {side}', function (this: KitWorld, side: string) {
  const { role } = this.run.subject;
  if (side === role) {
    throw new Error(`This example lets the kit play the ${side}, and the ${role} is the one under test.`);
  }
});

Given('the accounts stand as in the example session', async function (this: KitWorld) {
  await this.scene.accountsAsInSession();
});

Given('these contacts are online:', async function (this: KitWorld, table: DataTable) {
  await this.scene.contactsOnline(
    table.hashes().map((row) => ({
      persona: personaNamed(row.contact ?? ''),
      status: statusNamed(row.status ?? ''),
      clientId: row['client id'] ?? '0',
    })),
  );
});

Given('Alice is about to sign in', async function (this: KitWorld) {
  await this.scene.makeReady('about to sign in');
});

Given('Alice has been sent to the notification server', async function (this: KitWorld) {
  await this.scene.makeReady('sent to the notification server');
});

Given('Alice has been let in', async function (this: KitWorld) {
  await this.scene.makeReady('let in');
});

Given('Alice is signed in', async function (this: KitWorld) {
  await this.scene.makeReady('signed in');
});

Given('Alice is signed in and synchronised', async function (this: KitWorld) {
  await this.scene.makeReady('synchronised');
});

Given('Alice is online', async function (this: KitWorld) {
  await this.scene.makeReady('online');
});
