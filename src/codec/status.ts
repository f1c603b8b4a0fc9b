/** The states that a client may take: online, busy, idle, be right back, away, on the phone, out to lunch, hidden. */
export const statuses = ['NLN', 'BSY', 'IDL', 'BRB', 'AWY', 'PHN', 'LUN', 'HDN'] as const;

export type Status = (typeof statuses)[number];

/** The states in which others may see a user: all but hidden. */
export type VisibleStatus = Exclude<Status, 'HDN'>;

/** Case counts. `FLN` is none of them: it is a command. */
export function isStatus(word: string): word is Status {
  return statuses.some((status) => status === word);
}

/** What may stand in `ILN` and `NLN`. */
export function isVisibleStatus(word: string): word is VisibleStatus {
  return isStatus(word) && word !== 'HDN';
}
