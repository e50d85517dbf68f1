import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A program in a process of its own while it runs; said holds its lines. It is over when it has said "ended". */
export class RunningProgram {
  readonly said: string[] = []
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>
  #errors = ''

  constructor(program: string, work: unknown, env: NodeJS.ProcessEnv = process.env) {
    this.#child = spawn(process.execPath, [program, JSON.stringify(work)], { stdio: 'pipe', env })
    this.#closed = once(this.#child, 'close')
    let rest = ''
    this.#child.stdout?.on('data', (text: Buffer) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      this.said.push(...lines)
    })
    this.#child.stderr?.on('data', (text: Buffer) => {
      this.#errors += text
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** What its connections are called on a server, as it says first. */
  get application(): string {
    return this.said[0]?.replace(/^loaded as /, '') ?? ''
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Until it has said so many lines. */
  async until(lines: number): Promise<void> {
    while (this.said.length < lines) {
      if (!this.isRunning) throw this.#failure()
      await Promise.race([once(this.#child.stdout!, 'data'), this.#closed])
    }
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name)
  }

  /** Fails where it is over already, by a failure of its own. */
  async kill(): Promise<void> {
    if (!this.isRunning) throw this.#failure()
    await this.stop()
  }

  /** However it is. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#closed
  }

  /** Gives it the one line that it waits for, and waits until it is over. */
  async finish(line: string): Promise<void> {
    this.#child.stdin?.end(`${line}\n`)
    await this.#closed
    if (this.#child.exitCode !== 0 || this.said.at(-1) !== 'ended') throw this.#failure()
  }

  #failure(): Error {
    const { exitCode, signalCode } = this.#child
    return new Error(`The program ended with ${exitCode ?? signalCode} after "${this.said.at(-1)}":\n${this.#errors}`)
  }
}
