import { expect, test } from 'vitest'
import { importDriver } from './driver.ts'

test('a driver that is not installed is named, with what to run', async () => {
  const name = 'no-such-driver'
  await expect(importDriver(name, () => import(name))).rejects.toMatchObject({
    code: 'DRIVER_MISSING',
    hint: 'Run: npm install no-such-driver',
  })
})

test('a driver that is broken says how', async () => {
  const broken = importDriver('broken', () => Promise.reject(new Error('wrong ELF class')))
  await expect(broken).rejects.toMatchObject({
    code: 'DRIVER_MISSING',
    message: expect.stringContaining('wrong ELF class'),
  })
})
