import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll } from 'vitest'

export const bin = join(import.meta.dirname, '..', 'bin', 'understudy.js')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Called with a way to send it a signal, and one to wait until it has said something to stderr. */
  readonly watch?: (kill: (signal: NodeJS.Signals) => void, said: (text: string) => Promise<void>) => void
}

/** Runs the command as a person would, in a process of its own. */
export async function understudy(args: readonly string[], { cwd, env, watch }: RunOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (data: Buffer) => stdout.push(data))
  child.stderr.on('data', (data: Buffer) => stderr.push(data))
  const said = async (text: string): Promise<void> => {
    while (!Buffer.concat(stderr).includes(text)) await once(child.stderr, 'data')
  }
  watch?.((signal) => child.kill(signal), said)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }
}

/** A folder that goes with the test file. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy cli-'))
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export const shop = join(import.meta.dirname, '..', '..', '..', 'examples', 'shop.json')

/** Runs the command in this process, from its source: what takes no process of its own, such as a signal, is no less true here. */
export async function understudyHere(
  args: readonly string[],
  { cwd = process.cwd(), env = {} }: Omit<RunOptions, 'watch'> = {},
): Promise<Ended> {
  const { runProgram } = await import('../src/program.ts')
  const before = { cwd: process.cwd(), env: { ...process.env }, stdout: process.stdout, stderr: process.stderr }
  const [stdout, stderr] = [collector(), collector()]
  const speak = (streams: Pick<NodeJS.Process, 'stdout' | 'stderr'> | Record<'stdout' | 'stderr', Writable>): void => {
    for (const name of ['stdout', 'stderr'] as const)
      Object.defineProperty(process, name, { value: streams[name], configurable: true, writable: true })
  }
  process.chdir(cwd)
  Object.assign(process.env, env)
  speak({ stdout: stdout.stream, stderr: stderr.stream })
  try {
    const code = await runProgram(args)
    return { code, stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    speak(before)
    process.chdir(before.cwd)
    for (const name of Object.keys(env))
      if (before.env[name] === undefined) delete process.env[name]
      else process.env[name] = before.env[name]
  }
}

function collector(): { stream: Writable; text(): string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(Buffer.from(chunk))
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}
