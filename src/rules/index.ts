export { catalogue, ruleById } from './catalogue';
export { Judge, type JudgeOptions, judge } from './judge';
export { JudgeOfClients } from './judge-of-clients';
export { losesFraming } from './loses-framing';
export { observers } from './observers';
export type { Confidence, Level, Observer, ObserverContext, Report, Role, Rule } from './rule';
export type { RuleFinding, Violation } from './rule-finding';
