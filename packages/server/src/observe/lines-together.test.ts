import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { linesTogether } from './lines-together.ts'

function written() {
  const writes: string[] = []
  return { writes, line: linesTogether((lines) => void writes.push(lines)) }
}

test('what comes in one turn is one write, in its order, and nothing is written twice', async () => {
  const { writes, line } = written()
  for (const text of ['a\n', 'b\n', 'c\n']) line(text)
  expect(writes).toEqual([])
  await nextTurn()
  line('d\n')
  await nextTurn()
  await nextTurn()
  expect(writes).toEqual(['a\nb\nc\n', 'd\n'])
})

test('a process that ends writes what still waits, and is not listened to afterwards', async () => {
  const before = process.listenerCount('exit')
  const { writes, line } = written()
  line('last\n')
  const waiting = process.listeners('exit').at(-1)
  waiting?.(0)
  expect(writes).toEqual(['last\n'])
  expect(process.listenerCount('exit')).toBe(before)
  await nextTurn()
  expect(writes).toEqual(['last\n'])
})
