/**
 * Lets a run go on, and write its reports, when nobody reads standard output any more (`msnp8 server | head`) or when it cannot be written. Says so
 * once. What comes back tells whether it could not be written though somebody may wait for it.
 */
export function survivePipe(stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): () => boolean {
  let isTold = false;
  let isLost = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    isLost ||= error.code !== 'EPIPE';
    if (!isTold) {
      isTold = true;
      const isGone = error.code === 'EPIPE';
      stderr.write(
        isGone
          ? 'Nobody reads standard output any more; the run goes on.\n'
          : `Standard output cannot be written: ${error.message}.\n`,
      );
    }
  });
  stderr.on('error', () => {
    // Nobody is left to be told.
  });
  return () => isLost;
}
