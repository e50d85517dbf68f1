import { describe, expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { isDeeper } from './deep-json.ts'

test.each([
  ['{"a":[1]}', 2, false],
  ['{"a":[1]}', 1, true],
  ['[[],[],[]]', 2, false],
  ['"[[[[["', 0, false],
  ['["\\"[[[", "\\\\", [1]]', 2, false],
  ['["\\\\", [1]]', 1, true],
  ['["[[[[', 1, false],
])('%s is read for what it is', (json, levels, deeper) => {
  expect(isDeeper(json, levels)).toBe(deeper)
})

describe('a body that goes deeper than anything should', async () => {
  const { post, faults } = await testApp()

  test('is refused before anybody walks through it', async () => {
    const deep = (levels: number) => `{"schema":${'[{"a":'.repeat(levels)}1${'}]'.repeat(levels)}}`
    const answer = await post('/api/plan', deep(50_000))
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ errorCode: 'LIMIT_EXCEEDED', details: { limit: 'bodyDepth' } })
    const flat = await post('/api/plan', deep(20))
    expect(await flat.json()).not.toMatchObject({ errorCode: 'LIMIT_EXCEEDED' })
    expect(faults).toEqual([])
  })
})
