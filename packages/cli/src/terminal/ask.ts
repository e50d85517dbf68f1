import { createInterface } from 'node:readline/promises'
import { UnderstudyError } from '@understudy/sdk/error'
import { printable } from './printable.ts'

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** What somebody types after the question; nothing where they end the input instead. */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // While it reads lines, the terminal sends Ctrl-C as a key and not as a signal.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
  try {
    return await Promise.race([lines.question(`${printable(question)} `, { signal }), ended])
  } catch (thrown) {
    if (!signal.aborted) throw thrown
    throw new UnderstudyError('CANCELLED', {
      operation: 'ask',
      message: 'The question was not answered',
      details: { stands: 'nothing was changed' },
    })
  } finally {
    lines.close()
  }
}
