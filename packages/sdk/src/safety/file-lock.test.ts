import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { thisProcess } from '../database/this-process.ts'
import { withFileLock } from './file-lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'understudy-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('one at a time has it, and it is given back after a failure too', async () => {
  const file = join(folder, 'one')
  let now = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++now)
    await sleep(5)
    now--
  }
  await Promise.all(Array.from({ length: 8 }, () => withFileLock(file, work)))
  expect(most).toBe(1)
  await expect(withFileLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(`${file}.lock`)).toBe(false)
})

test.each([
  ['is gone', { pid: 2 ** 30, machine: thisProcess().machine, mark: null }],
  ['had the number that another one has now', { pid: process.pid, machine: thisProcess().machine, mark: 'another' }],
])('the lock of a process that %s is taken over', async (_, holder) => {
  const file = join(folder, 'dead')
  writeFileSync(`${file}.lock`, JSON.stringify(holder))
  expect(await withFileLock(file, async () => 'had')).toBe('had')
})

test('one of many takes over what a dead one had', async () => {
  const file = join(folder, 'many')
  writeFileSync(`${file}.lock`, JSON.stringify({ pid: 2 ** 30, machine: thisProcess().machine, mark: null }))
  let now = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 6 }, () =>
      withFileLock(file, async () => {
        most = Math.max(most, ++now)
        await sleep(2)
        now--
      }),
    ),
  )
  expect(most).toBe(1)
})
