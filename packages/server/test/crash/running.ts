import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import type { ConfigInput } from '../../src/config.ts'

const program = join(import.meta.dirname, 'server-process.ts')
const unlimited = { burst: 1e12, perSecond: 1 }

/** A server in a process of its own, gone after the test. */
export interface Running {
  readonly url: string
  /** What it said of failures. */
  readonly failures: readonly string[]
  /** As nothing can hinder: it does not get to know. Fails where it had ended by itself. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export async function start(store: ConfigInput): Promise<Running> {
  const child = spawned(store)
  const failures: string[] = []
  child.stderr?.on('data', (data: Buffer) => failures.push(data.toString()))
  const exited = once(child, 'exit')
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = exited.then(([code]) => Promise.reject(new Error(`it ended with ${code}: ${failures}`)))
  const [said]: Buffer[] = await Promise.race([once(child.stdout!, 'data'), ended])
  ended.catch(() => {})
  return {
    url: String(said).trim(),
    failures,
    async kill() {
      child.kill('SIGKILL')
      expect(await exited, `${failures}`).toEqual([null, 'SIGKILL'])
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** Killed before it serves, in the middle of what it does at its start. */
export async function startAndKill(store: ConfigInput, afterMs: number): Promise<void> {
  const child = spawned(store)
  await pause(afterMs)
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function spawned(store: ConfigInput): ChildProcess {
  const config = { ...store, port: 0, rates: { caller: unlimited, network: unlimited } }
  return spawn(process.execPath, [program, JSON.stringify(config)], { stdio: ['ignore', 'pipe', 'pipe'] })
}
