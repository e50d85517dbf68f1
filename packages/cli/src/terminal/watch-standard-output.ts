import { UnderstudyError } from '@understudy/sdk/error'
import { errorLines } from './error-lines.ts'
import { exitCodes } from './exit-code.ts'
import { systemMessage } from './system-message.ts'

/** Ends the process once standard output takes no more, with one error where that is a failure. */
export function watchStandardOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as head, closes the pipe: that is no failure.
    if (error.code === 'EPIPE') process.exit()
    const failure = new UnderstudyError('WRITE_FAILED', {
      operation: 'write to standard output',
      message: `standard output: ${systemMessage(error)}`,
      details: { stands: 'what was passed on before; it is not the whole' },
    })
    process.stderr.write(`${errorLines(failure).join('\n')}\n`)
    process.exit(exitCodes.failed)
  })
}

/** Of a process that serves others: it goes on though nobody takes its log, and says so once. */
export function outliveOutput(): void {
  let isSaid = false
  process.stdout.on('error', (error) => {
    if (!isSaid) process.stderr.write(`The log is not written: standard output: ${systemMessage(error)}\n`)
    isSaid = true
  })
  process.stderr.on('error', () => {})
}
