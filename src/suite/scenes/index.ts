export { accommodate, befriend } from './accommodate';
export { caseTrace } from './case-trace';
export { editsWritten } from './edits-written';
export { inTime } from './in-time';
export { KitAsClient } from './kit-as-client';
export { KitAsServer } from './kit-as-server';
export { emptyAccount, type ListEntry } from './provision';
export type { Action, ContactPresence, Persona, Readiness, Scene } from './scene';
export { displayNames, documentedAccounts, personas } from './session-roster';
