import { expect, test } from 'vitest'
import { arrived } from './arrived.ts'

const gone = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))

test('what does not come is asked for until it does, and whoever waits is told of each time', async () => {
  const told: string[] = []
  const load = () => (told.length < 2 ? gone() : Promise.resolve('part'))
  const missed = () => told.push('missed')
  expect(await arrived(load, { wanted: () => true, missed, pauseMs: 1 })).toBe('part')
  expect(told).toEqual(['missed', 'missed'])
})

test('what nobody waits for any more is not asked for, and what is wrong with a part is said', async () => {
  let asked = 0
  const load = () => {
    asked++
    return gone()
  }
  expect(await arrived(load, { wanted: () => asked < 3, pauseMs: 1 })).toBe(undefined)
  expect(asked).toBe(3)
  const broken = () => Promise.reject(new SyntaxError('of the part'))
  await expect(arrived(broken, { wanted: () => true })).rejects.toThrow('of the part')
})
