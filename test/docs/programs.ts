import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Program {
  readonly file: string
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

/** The process that programs are run in: one for all, so that what they import is loaded once. */
export class Programs {
  /** Where it takes commands, see commands.mjs. */
  readonly port: Promise<number>
  readonly #child: ChildProcess
  #said = ''

  /** WebAssembly, such as PGlite, is run once: to compile it well takes longer than it is used. */
  constructor() {
    this.#child = spawn(process.execPath, ['--liftoff-only', join(import.meta.dirname, 'programs.mjs')], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.port = once(this.#child, 'message').then(([{ port }]) => port)
    this.#child.stderr?.on('data', (text) => {
      this.#said += text
    })
  }

  async run(program: Program): Promise<void> {
    await this.port
    this.#said = ''
    const ended = new AbortController()
    try {
      const answer = once(this.#child, 'message', ended)
      const died = once(this.#child, 'close', ended).then(() => [{ failure: 'it ended the process' }])
      this.#child.send(program)
      const [{ failure }] = await Promise.race([answer, died])
      if (failure !== undefined) throw new Error(`${failure}\n${this.#said}`)
    } finally {
      ended.abort()
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#child, 'close')
    this.#child.kill()
    await closed
  }
}
