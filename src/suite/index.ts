export { type ActiveRun, activate, activeRun } from './active-run';
export { type Authority, AuthorityKeeper } from './authority';
export { CaseCut, type CaseCutCode } from './case-cut';
export type { CaseDefinition } from './case-definition';
export { CaseGuard } from './case-guard';
export type { CaseOutcome, CaseRecord } from './case-record';
export type { Check } from './check';
export { BeliefMismatch, compareContacts, compareGroups, compareSelf } from './compare-beliefs';
export { FeatureError } from './cucumber';
export { dealCases } from './deal-cases';
export { type ClientExamination, examineClient } from './examine-client';
export { examineServer, type ServerExamination } from './examine-server';
export type { EndedCase, FurtherCases, FurtherContext } from './further-cases';
export { type JudgedCase, judgeCase } from './judge-case';
export { kit } from './kit';
export { loadCases, loadOwnCases } from './load-cases';
export { neededPersonas } from './needed-personas';
export { outcomeOf } from './outcome-of';
export { OwnFeatures } from './own-features';
export { packageRoot } from './package-root';
export { requireAccounts } from './require-accounts';
export { guidedSessionId, type Person, type PersonsWord, runGuidedSession } from './run-guided-session';
export { type CaseProgress, type RunSuiteOptions, runSuite, type SuiteRun } from './run-suite';
export {
  type Action,
  accommodate,
  befriend,
  type ContactPresence,
  caseTrace,
  documentedAccounts,
  editsWritten,
  emptyAccount,
  inTime,
  KitAsClient,
  KitAsServer,
  type ListEntry,
  type Persona,
  personas,
  type Readiness,
  type Scene,
} from './scenes';
export { isSlow, SelectorError, selectCases } from './select-cases';
