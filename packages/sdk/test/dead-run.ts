import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Resource } from '../src/ledger/resource.ts'

const source = join(import.meta.dirname, '..', 'src')

/**
 * A process that writes down these resources, does `work` (the body of an async function that has connect) and kills
 * itself as soon as it says `die()`. Answers the name of its run.
 */
export async function deadRun(folder: string, resources: readonly Resource[], work = 'die()'): Promise<string> {
  const script = `
    import { openLedger } from ${JSON.stringify(join(source, 'ledger/open-ledger.ts'))}
    import { connect } from ${JSON.stringify(join(source, 'database/connect.ts'))}
    const [folder, resources] = process.argv.slice(1)
    const ledger = openLedger({ folder })
    const entries = JSON.parse(resources).map((resource) => ledger.intend(resource, { testId: 'test-1' }))
    process.stdout.write(ledger.run)
    const die = () => process.kill(process.pid, 'SIGKILL')
    ${work}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder, JSON.stringify(resources)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let run = ''
  child.stdout.on('data', (text: Buffer) => {
    run += text
  })
  const [code, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') throw new Error(`The run ended with ${code ?? signal} instead of being killed`)
  return run
}
