import { expect, test } from 'vitest'
import { withoutGone } from './gone.ts'

const [gone, here] = [AbortSignal.abort(), new AbortController().signal]
const reset = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })

test.each([
  ['the reason of the signal', gone.reason, gone],
  ['what a call throws that is aborted', new DOMException('stop', 'AbortError'), gone],
  ['a body that broke off', reset, here],
])('%s is no fault of the server', (_what, thrown, signal) => {
  expect(withoutGone(thrown, signal)).toMatchObject({ code: 'REQUEST_UNREADABLE' })
})

test.each([
  ['a mistake of ours, though whoever asked has gone', new TypeError('undefined is not a function'), gone],
  ['another connection that broke', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), gone],
  ['what was aborted by ourselves', new DOMException('stop', 'AbortError'), here],
])('%s is one', (_what, thrown, signal) => {
  expect(withoutGone(thrown, signal)).toBe(thrown)
})
