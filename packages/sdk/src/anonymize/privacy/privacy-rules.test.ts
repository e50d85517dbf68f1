import { expect, test } from 'vitest'
import { UnderstudyError } from '../../errors.ts'
import { checkedRules } from './privacy-rules.ts'

test('rules that are wrong are refused with every place, as a person would say it', () => {
  const wrong = { piiFields: [], maskingStrategy: 'hide', statisticalAccuracy: 2, keep: true }
  try {
    checkedRules(wrong)
    expect.unreachable()
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    expect(thrown.code).toBe('POLICY_INVALID')
    expect(thrown.details.problems).toEqual([
      { path: 'piiFields', message: 'must have at least 1 item' },
      { path: 'maskingStrategy', message: 'must be one of "anonymize", "pseudonymize", "generalize"' },
      { path: 'preserveRelationships', message: 'is missing' },
      { path: 'statisticalAccuracy', message: 'must be at most 1' },
      { path: 'the privacy rules', message: 'has what is not known: "keep"' },
    ])
  }
})
