import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LinesTogether } from './lines-together.ts'

function written() {
  const writes: string[] = []
  const lines = new LinesTogether((bytes) => void writes.push(bytes.toString()))
  return { writes, lines, line: (text: string) => lines.write(text) }
}

test('what comes soon after one another is one write, in its order, and nothing is written twice', async () => {
  const before = process.listenerCount('exit')
  const { writes, line } = written()
  for (const text of ['a\n', 'b\n', 'c\n']) line(text)
  expect(writes).toEqual([])
  await expect.poll(() => writes).toEqual(['a\nb\nc\n'])
  line('d\n')
  await expect.poll(() => writes).toEqual(['a\nb\nc\n', 'd\n'])
  await pause(50)
  expect(writes).toHaveLength(2)
  await expect.poll(() => process.listenerCount('exit')).toBe(before)
})

test('many lines wait for no others', () => {
  const { writes, line } = written()
  const before = process.listenerCount('exit')
  for (let i = 0; i < 66; i++) line(`${'x'.repeat(999)}\n`)
  expect(writes).toEqual([`${'x'.repeat(999)}\n`.repeat(66)])
  expect(process.listenerCount('exit')).toBe(before)
})

test('a process that ends writes what still waits, and is not listened to afterwards', async () => {
  const before = process.listenerCount('exit')
  const { writes, line } = written()
  line('last\n')
  const waiting = process.listeners('exit').at(-1)
  waiting?.(0)
  expect(writes).toEqual(['last\n'])
  expect(process.listenerCount('exit')).toBe(before)
  await pause(50)
  expect(writes).toEqual(['last\n'])
})

test('no line is too long, and none loses a letter', () => {
  const { writes, line } = written()
  const long = `${'zwölf €'.repeat(10_000)}\n`
  for (const text of ['ä\n', long, `${'€'.repeat(30_000)}\n`, long]) line(text)
  line('x'.repeat(1 << 16))
  expect(writes.join('')).toBe(`ä\n${long}${'€'.repeat(30_000)}\n${long}${'x'.repeat(1 << 16)}`)
})

test('lines that are put there as bytes stand in their order between the others', async () => {
  const { writes, lines, line } = written()
  line('a\n')
  const at = lines.begin(100)
  lines.end(at + lines.bytes.write('b\n', at))
  line('c\n')
  await expect.poll(() => writes).toEqual(['a\nb\nc\n'])
})
