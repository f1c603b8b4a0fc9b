export { answerChallenge, challengeKeys } from './challenge';
export { type ClientFeature, type ClientId, maxClientId, parseClientId } from './client-id';
export type { Command, DecodedCommand, DecodedItem, EmptyLine, Oddity, OddityCode, Service, Side } from './command';
export { type DecodedText, type DecodeTextProblem, decodeText } from './decode-text';
export { encodeText, type TextStyle } from './encode-text';
export type { Form, Parameter, ParameterType } from './grammar';
export { bitsOf, isList, type List, lists, listsOf } from './list';
export {
  header,
  type MimeHeader,
  type MimeMessage,
  type MimeProblem,
  type ParsedMime,
  parseMime,
  printMime,
} from './mime';
export * from './passport';
export { normalizeAccount, sameAccount } from './same-account';
export { sameText } from './same-text';
export { isStatus, isVisibleStatus, type Status, statuses, type VisibleStatus } from './status';
export { TextError, type TextErrorCode } from './text-error';
export type { TextProblem } from './text-problem';
export * from './transcript';
