import { describe, expect, test } from 'vitest'
import { addNote } from './add-note.ts'

const lines = ['the first line', 'the last line']

describe('an error with a note', () => {
  test('ends with it, in its message and before the places of its stack', () => {
    const error = new TypeError('two\nlines')
    expect(addNote(error, lines)).toBe(true)
    expect(error.message).toBe('two\nlines\n\nthe first line\nthe last line')
    expect(error.stack).toMatch(/^TypeError: two\nlines\n\nthe first line\nthe last line\n {4}at /)
    expect(error).toBeInstanceOf(TypeError)
  })

  test('has it even where there was no message', () => {
    const error = new Error()
    addNote(error, lines)
    expect(error.stack).toMatch(/^Error(: )?\n\nthe first line\nthe last line\n {4}at /)
  })

  test('has it where the stack does not repeat the message', () => {
    const error = { message: 'short', stack: 'Error: another text\n    at somewhere' }
    expect(addNote(error, lines)).toBe(true)
    expect(error.stack).toBe('Error: another text\n\nthe first line\nthe last line\n    at somewhere')
  })

  test('takes a message literally', () => {
    const error = new Error('costs $& and $1')
    addNote(error, ["$'"])
    expect(error.stack).toMatch(/^Error: costs \$& and \$1\n\n\$'\n/)
  })
})

test.each([['text'], [undefined], [null], [7], [{ message: 7 }], [Object.freeze(new Error('frozen'))]])(
  'what cannot carry a note stays as it is: %s',
  (thrown) => {
    expect(addNote(thrown, lines)).toBe(false)
    if (thrown instanceof Error) expect(thrown.message).toBe('frozen')
  },
)
