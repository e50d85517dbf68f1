/** What a run has used by now. */
export interface Usage {
  readonly cpuSeconds: number
  /** The most that the process had at once while it ran. */
  readonly memoryBytes: number
  readonly seconds: number
}

export interface RunMeter {
  read(): Usage
  stop(): Usage
}

interface Gauges {
  /** Since the process began. */
  readonly cpuSeconds: () => number
  readonly memoryBytes: () => number
  readonly seconds: () => number
}

const ofProcess: Gauges = {
  cpuSeconds: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
  memoryBytes: () => process.memoryUsage.rss(),
  seconds: () => performance.now() / 1000,
}

/** The CPU of the process, in equal shares to those who run at the time: together they never tell of more than there was. */
export function createUsageMeter(gauges: Gauges = ofProcess): { start(): RunMeter } {
  const running = new Set<{ cpuSeconds: number; memoryBytes: number; since: number }>()
  let last = 0

  function share(): void {
    const now = gauges.cpuSeconds()
    const memoryBytes = gauges.memoryBytes()
    for (const run of running) {
      run.cpuSeconds += (now - last) / running.size
      run.memoryBytes = Math.max(run.memoryBytes, memoryBytes)
    }
    last = now
  }

  return {
    start() {
      share()
      const run = { cpuSeconds: 0, memoryBytes: gauges.memoryBytes(), since: gauges.seconds() }
      running.add(run)
      const read = (): Usage => {
        share()
        const { cpuSeconds, memoryBytes, since } = run
        return { cpuSeconds, memoryBytes, seconds: gauges.seconds() - since }
      }
      return {
        read,
        stop() {
          const usage = read()
          running.delete(run)
          return usage
        },
      }
    },
  }
}
