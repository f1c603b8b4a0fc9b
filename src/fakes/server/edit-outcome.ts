/** What becomes of a change that a client asks for. */
export type EditOutcome =
  | { readonly kind: 'done'; readonly version: number }
  /** An error line; the session goes on. */
  | { readonly kind: 'error'; readonly code: number }
  /** The session ends without an error line. */
  | { readonly kind: 'close'; readonly reason: string };

export function errorOutcome(code: number): EditOutcome {
  return { kind: 'error', code };
}

export function closeOutcome(reason: string): EditOutcome {
  return { kind: 'close', reason };
}
