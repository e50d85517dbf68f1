import { expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { parseTestSuites } from './parse-test-suites.ts'

const probe = { kind: 'sql', name: 'q', query: 'select 1', expect: { rows: 1 } }
const file = (probes: unknown[]) => ({ kind: 'test-suites', version: 1, suites: [{ name: 'own', probes }] })

test('a file of suites is read as it is', () => {
  expect(parseTestSuites(file([probe]))).toEqual([{ name: 'own', probes: [probe] }])
})

test.each([
  ['another kind of file', { ...file([probe]), kind: 'masking-policy' }, 'kind'],
  ['a probe without a name', file([{ ...probe, name: '' }]), 'suites.0.probes.0.name'],
  ['an expectation that nobody knows', file([{ ...probe, expect: { count: 1 } }]), 'suites.0.probes.0.expect'],
  [
    'a pattern that is none',
    file([{ ...probe, expect: { first: { a: { matches: '(' } } } }]),
    'suites.0.probes.0.expect.first.a',
  ],
  ['no probe at all', file([]), 'suites.0.probes'],
])('%s is refused, and where it is wrong is said', async (_, document, place) => {
  const error = await failure(Promise.resolve().then(() => parseTestSuites(document)))
  expect(error.code).toBe('TEST_SUITES_INVALID')
  expect(error.message).toContain(place)
})
