export { breaksFraming } from './breaks-framing';
export { type ParsePartsOptions, parseParts } from './parse-parts';
export { parseTranscript } from './parse-transcript';
export { printBytes } from './print-bytes';
export { printParts, printTranscript } from './print-transcript';
export { type RenderedItem, type RenderedSegment, renderTranscript } from './render-transcript';
export type {
  FieldPart,
  LiteralPart,
  Part,
  Transcript,
  TranscriptClose,
  TranscriptComment,
  TranscriptItem,
  TranscriptSegment,
} from './transcript';
export { TranscriptError, type TranscriptErrorCode } from './transcript-error';
