import type { HttpEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { perConnection } from '../shared/per-connection';

function headerOf({ headers }: HttpEvent, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** S-AUT-01: a refused password brings 401 with `da-status=failed`, a right one a ticket. Only a refusal puts it to the test. */
export const sAut01: Observer = (report, { role }) => {
  const of = perConnection(role, () => ({ isLogin: false, isWrong: false }));
  return (event) => {
    const state = of(event);
    if (state === undefined) return;
    if (event.kind === 'remark' && event.topic === 'provoked') state.isWrong ||= event.value === 'wrong-password';
    if (event.kind !== 'http') return;
    if (event.from === 'client') {
      state.isLogin = headerOf(event, 'authorization')?.startsWith('Passport1.4') === true;
      return;
    }
    if (!state.isLogin) return;
    state.isLogin = false;
    const code = event.startLine.split(' ')[1];
    const refusal = headerOf(event, 'www-authenticate');
    const granted = headerOf(event, 'authentication-info')?.includes('from-PP=') === true;
    if (code === '401') {
      if (refusal?.includes('da-status=failed') === true && !granted) report.exercised(event);
      else
        report.violation(
          event,
          'A refused login should bring `da-status=failed` in WWW-Authenticate and no ticket, and did not.',
        );
    } else if (code === '200') {
      if (state.isWrong) report.violation(event, 'A wrong password should be refused by 401, and 200 came.');
      else if (!granted)
        report.violation(
          event,
          "A login that succeeds should bring `from-PP='…'` in Authentication-Info, and did not.",
        );
    }
  };
};

export const passportObservers: ObserverTable = { 'S-AUT-01': sAut01 };
