import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startMark, thisProcess } from '../database/this-process.ts'
import { isAlive } from './is-alive.ts'
import type { LedgerHeader } from './ledger-line.ts'

const longAgo = 0

function headerOf(pid: number, more: Partial<LedgerHeader> = {}): LedgerHeader {
  const { host, machine, application } = thisProcess()
  const mark = startMark(pid)
  return {
    kind: 'understudy-ledger',
    version: 1,
    run: 'r',
    pid,
    host,
    machine,
    ...(mark !== undefined && { mark }),
    application,
    lease: 30,
    startedAt: new Date().toISOString(),
    ...more,
  }
}

test('a process of this machine is alive as long as it is there, even if its loop is blocked', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log(); for (;;);'], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  const header = headerOf(child.pid!)
  expect(await isAlive(header, longAgo)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await isAlive(header, Date.now())).toBe(false)
})

test('a process that took the pid of a dead one is not taken for it', async () => {
  expect(await isAlive(headerOf(process.pid), longAgo)).toBe(true)
  expect(await isAlive(headerOf(process.pid, { mark: '1' }), Date.now())).toBe(process.platform !== 'linux')
})

test.runIf(existsSync('/bin/ps'))('where no file tells when a process began, its age does', async () => {
  const { mark: _, ...header } = headerOf(process.pid)
  expect(await isAlive(header, longAgo)).toBe(true)
  const before = new Date(Date.now() - process.uptime() * 1000 - 60_000).toISOString()
  expect(await isAlive({ ...header, startedAt: before }, longAgo)).toBe(false)
})

test.runIf(process.platform === 'linux')('a process that is over and that nobody has asked for is dead', async () => {
  const script = `const { spawn } = require('node:child_process')
    const child = spawn('true', { stdio: 'ignore' })
    console.log(child.pid)
    // While this blocks, nobody asks for the child that is over.
    for (;;);`
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [said] = await once(parent.stdout, 'data')
  const zombie = Number(String(said))
  await expect.poll(() => startMark(zombie)).toBeUndefined()
  expect(() => process.kill(zombie, 0)).not.toThrow()
  expect(await isAlive(headerOf(zombie, { mark: '1' }), Date.now())).toBe(false)
  parent.kill('SIGKILL')
})

test('on another machine the lease decides', async () => {
  const header = headerOf(process.pid, { machine: 'another', lease: 30 })
  expect(await isAlive(header, Date.now() - 10_000)).toBe(true)
  expect(await isAlive(header, Date.now() - 31_000)).toBe(false)
})
