/** Something in a text that deviates from its form and could be read all the same. */
export interface TextProblem<Code extends string> {
  readonly code: Code;
  /** Where in the text or the bytes that were read, from 0. */
  readonly index: number;
  /** A whole sentence: what was expected and what came. */
  readonly message: string;
}
