export { answerChallenge, challengeKeys } from './challenge';
export { type ClientFeature, type ClientId, maxClientId, parseClientId } from './client-id';
export type { Command, DecodedCommand, DecodedItem, EmptyLine, Oddity, OddityCode, Service, Side } from './command';
export { DecodeError, type DecodeErrorCode } from './decode-error';
export { type DecodedText, type DecodeTextProblem, decodeText } from './decode-text';
export { Decoder, type DecoderLimits, type DecoderOptions } from './decoder';
export { build, EncodeError, type EncodeErrorCode, encode } from './encode';
export { encodeText, type TextStyle } from './encode-text';
export { formLine } from './form-line';
export { type CommandOf, type FieldsOf, type FormId, formById, formsFor, isErrorNumber, isForm } from './form-table';
export { forms } from './forms';
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
