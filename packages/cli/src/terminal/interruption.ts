import { exitCodes } from './exit-code.ts'

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
  const on = (code: number) => () => {
    if (exitCode !== undefined) process.exit(code)
    exitCode = code
    controller.abort()
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
