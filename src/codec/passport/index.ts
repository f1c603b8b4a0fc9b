export { type Authorization, parseAuthorization, printAuthorization } from './authorization';
export {
  type PassportAnswer,
  parsePassportAnswer,
  printAuthenticationInfo,
  printWwwAuthenticate,
} from './passport-answer';
export type { PassportField, PassportProblem } from './passport-field';
export { type DaLoginForm, type PassportUrls, parsePassportUrls, printPassportUrls } from './passport-urls';
