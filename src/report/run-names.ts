import { visibleText } from './legal-text';
import type { Results } from './results';

/** What a run is of, for people: the program where it names itself, else its address or command. */
export function subjectName({ subject: { target, program } }: Results): string {
  return visibleText(program === undefined ? target : `${program.name} ${program.version}: ${target}`);
}

/** A name for each run that no other of them has: the role, and where that is not enough, who it was, and when. */
export function runNames(runs: readonly Results[]): string[] {
  const isAlone = (names: readonly string[], name: string) => names.filter((one) => one === name).length === 1;
  const roles = runs.map(({ subject }) => subject.role);
  const subjects = runs.map((one) => `${one.subject.role} ${subjectName(one)}`);
  return runs.map((one, index) => {
    const role = roles[index] ?? '';
    const subject = subjects[index] ?? '';
    if (isAlone(roles, role)) {
      return role;
    }
    return isAlone(subjects, subject) ? subject : `${subject}, ${visibleText(one.started)} (${index + 1})`;
  });
}
