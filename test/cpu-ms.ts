/** CPU time of this process that `work` takes, in milliseconds: other than the time on the clock it does not hang on what else the machine does. */
export function cpuMs(work: () => void): number {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}
