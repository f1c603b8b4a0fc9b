import type { Command } from '../../codec';

/** A command that has no transaction id yet: the client gives it one when it goes out. */
export type Draft = Omit<Command, 'trid'>;
