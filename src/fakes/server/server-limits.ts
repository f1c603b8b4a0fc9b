/** Limits of Microsoft's servers in 2003, in bytes as encoded on the wire or in entries. */
export interface ServerLimits {
  readonly accountBytes: number;
  /** Display names and nicknames. */
  readonly nameBytes: number;
  readonly phoneBytes: number;
  /** A longer group name is an error. */
  readonly groupNameBytes: number;
  /** A group name longer than this ends the session without an error. */
  readonly groupNameBytesAtMost: number;
  /** Group 0 counts. */
  readonly groups: number;
  readonly listSize: number;
  /** Payload of a message on the switchboard. */
  readonly messageBytes: number;
  /** How many may be called into one chat and not have answered. */
  readonly openCalls: number;
}

export const documentedLimits: ServerLimits = {
  accountBytes: 129,
  nameBytes: 387,
  phoneBytes: 95,
  groupNameBytes: 61,
  groupNameBytesAtMost: 128,
  groups: 30,
  listSize: 150,
  messageBytes: 1664,
  openCalls: 30,
};
