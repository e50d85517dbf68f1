import { exitCodes } from './exit-code.ts'

/** Signals that come closer together are one: a launcher passes on what the terminal has sent to the whole group. */
const onePress = 500

export interface Interruption {
  /** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process at once. */
  readonly signal: AbortSignal
  /** The exit code that the signal asks for; undefined while there was none. */
  exitCode(): number | undefined
  stop(): void
}

export function listenForInterruption(): Interruption {
  const controller = new AbortController()
  let exitCode: number | undefined
  let first = 0
  const on = (code: number) => () => {
    if (exitCode === undefined) {
      exitCode = code
      first = performance.now()
      controller.abort()
    } else if (performance.now() - first > onePress) process.exit(code)
  }
  const interrupted = on(exitCodes.interrupted)
  const terminated = on(exitCodes.terminated)
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', terminated)
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    stop() {
      process.off('SIGINT', interrupted)
      process.off('SIGTERM', terminated)
    },
  }
}
