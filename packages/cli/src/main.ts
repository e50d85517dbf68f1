import { asksToServe, asksVersion, keepHeapSmall } from './commands/load-commands.ts'
import { runProgram } from './program.ts'
import { exitCodes } from './terminal/exit-code.ts'

const argv = process.argv.slice(2)

keepHeapSmall(argv)
// The version is said without loading the SDK.
if (asksVersion(argv)) process.stdout.on('error', () => process.exit(exitCodes.failed))
else {
  const { outliveOutput, watchStandardOutput } = await import('./terminal/watch-standard-output.ts')
  if (asksToServe(argv)) outliveOutput()
  else watchStandardOutput()
}

process.exitCode = await runProgram(argv)
