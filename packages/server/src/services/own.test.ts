import { expect, test } from 'vitest'
import { own } from './own.ts'

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'nothing is held under %s that nobody put there',
  (name) => {
    expect(own({}, name)).toBeUndefined()
    expect(own(undefined, name)).toBeUndefined()
    expect(own(Object.fromEntries([[name, 1]]), name)).toBe(1)
  },
)
