import { expect, test } from 'vitest'
import { createLooks } from './looks.ts'

const minuteMs = 60_000

test('a look goes on until somebody has paused for ten minutes, and each has their own', async () => {
  let ms = 0
  const looks = createLooks(() => ms)
  const begun: string[] = []
  const look = (who: string) =>
    looks.at(who, async () => {
      begun.push(`${who} ${ms / minuteMs}`)
    })
  for (const minute of [0, 9, 18, 28, 29]) {
    ms = minute * minuteMs
    await look('ada')
    if (minute > 9) await look('bob')
  }
  expect(begun).toEqual(['ada 0', 'bob 18', 'ada 28', 'bob 28'])
})

test('a look whose beginning failed has not begun', async () => {
  const looks = createLooks(() => 0)
  await expect(looks.at('ada', () => Promise.reject(new Error('no room')))).rejects.toThrow('no room')
  let begun = false
  await looks.at('ada', async () => {
    begun = true
  })
  expect(begun).toBe(true)
})
