import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const bin = join(import.meta.dirname, '..', 'bin', 'understudy.js')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Called with what it has said so far, and a way to send it a signal. */
  readonly watch?: (kill: (signal: NodeJS.Signals) => void) => void
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
  watch?.((signal) => child.kill(signal))
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
