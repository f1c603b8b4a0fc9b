/** How far a client has come: connected, signed in, list received, own state echoed. */
export const stages = ['connected', 'signed-in', 'synchronised', 'visible'] as const;

export type Stage = (typeof stages)[number];

/** Whether `stage` lies at or behind `goal`. */
export function reaches(stage: Stage, goal: Stage): boolean {
  return stages.indexOf(stage) >= stages.indexOf(goal);
}
