/** Lets a run go on, and write its reports, when nobody reads standard output any more (`msnp8 server | head`). Says so once. */
export function survivePipe(stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): void {
  let isTold = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
    if (!isTold) {
      isTold = true;
      stderr.write('Nobody reads standard output any more; the run goes on.\n');
    }
  });
  stderr.on('error', () => {
    // Nobody is left to be told.
  });
}
