/** `0.10.2` as numbers, what follows a `-` or `+` left out; undefined where it is no such version. */
export function kitVersion(version: string): readonly number[] | undefined {
  return /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:[-+].*)?$/.exec(version)?.slice(1).map(Number);
}

/** Whether the first of two versions of the kit came later. What is no version is as old as can be. */
export function isLaterKit(one: string, other: string): boolean {
  const [left, right] = [kitVersion(one) ?? [], kitVersion(other) ?? []];
  const place = [0, 1, 2].find((index) => (left[index] ?? 0) !== (right[index] ?? 0));
  return place !== undefined && (left[place] ?? 0) > (right[place] ?? 0);
}
