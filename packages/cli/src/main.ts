import { UnderstudyError } from '@understudy/sdk'
import { runProgram } from './program.ts'
import { errorLines } from './terminal/error-lines.ts'
import { exitCodes } from './terminal/exit-code.ts'
import { systemMessage } from './terminal/system-message.ts'

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

process.exitCode = await runProgram(process.argv.slice(2))
