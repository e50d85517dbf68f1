import { messageOf, UnderstudyError } from '@understudy/sdk/error'
import { errorLines } from '../terminal/error-lines.ts'
import { exitCodeOf, exitCodes } from '../terminal/exit-code.ts'
import { listenForInterruption } from '../terminal/interruption.ts'
import type { Line } from '../terminal/line.ts'
import { openTerminal, type Terminal } from '../terminal/terminal.ts'
import type { Told } from '../terminal/told.ts'
import { serverFailure } from './server/server-failure.ts'

/** What a command has to say at its end: to programs and to people. */
export interface Outcome {
  readonly document: Readonly<Record<string, unknown>>
  readonly lines: readonly Line[]
  /** True where the command did its work and the answer is no: a check that failed. */
  readonly failed?: boolean
  /** True of what goes on until it is interrupted. */
  readonly unending?: boolean
}

export interface Around {
  readonly terminal: Terminal
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** Runs one command to its exit code; every error becomes one message with code, place and hint. */
export async function runCommand(
  json: boolean,
  work: (around: Around) => Promise<Outcome | undefined>,
): Promise<number> {
  const terminal = openTerminal(json)
  const interruption = listenForInterruption()
  try {
    const outcome = await work({ terminal, signal: interruption.signal })
    if (!outcome) return exitCodes.done
    if (json) terminal.document({ ok: !outcome.failed, ...outcome.document })
    else terminal.lines(outcome.lines)
    if (outcome.unending) return interruption.exitCode() ?? exitCodes.done
    return outcome.failed ? exitCodes.failed : exitCodes.done
  } catch (thrown) {
    const error = told(thrown)
    if (json) terminal.document({ ok: false, ...error.toJSON() })
    else terminal.warn(errorLines(error))
    return interruption.exitCode() ?? exitCodeOf(error.code)
  } finally {
    terminal.progress.clear()
    interruption.stop()
  }
}

function told(thrown: unknown): Told {
  if (thrown instanceof UnderstudyError) return thrown
  const ofServer = serverFailure(thrown)
  if (ofServer) return ofServer
  return new UnderstudyError('INTERNAL', {
    operation: 'run the command',
    message: messageOf(thrown),
    cause: thrown,
    ...(thrown instanceof Error && thrown.stack ? { details: { stack: thrown.stack } } : {}),
  })
}
