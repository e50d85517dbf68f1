import { describe, expect, test } from 'vitest'
import type { Mask, MaskedBytes } from '../transform.ts'
import { exampleRow } from '../transforms/example-setting.ts'
import { column, text } from './example-schema.ts'
import { guardedMask } from './guarded-mask.ts'

const failed = expect.objectContaining({
  code: 'MASKING_FAILED',
  at: 't.a',
  message: expect.not.stringContaining('original'),
})
const row = exampleRow()

/** Bytes that are written as a mask writes them: behind what stands there already. */
function bytesOf(mask: Mask, value: string): string {
  const input = new TextEncoder().encode(value)
  const out: MaskedBytes = {
    bytes: new Uint8Array(100),
    at: 7,
    reserve() {},
  }
  mask.bytes?.(input, 0, input.length, out)
  return new TextDecoder().decode(out.bytes.subarray(7, out.at))
}

const doubled: Mask = {
  value: (value) => value + value,
  bytes(input, start, end, out) {
    for (let i = 0; i < 2; i++) {
      out.bytes.set(input.subarray(start, end), out.at)
      out.at += end - start
    }
  },
}

describe('a guarded mask', () => {
  test('ends the run by NULL where there must be none, and gives it elsewhere', () => {
    const none: Mask = { value: () => null, together: (texts) => texts.map(() => null) }
    const guarded = guardedMask(none, 't', column('a', text), false)
    expect(() => guarded.value('original', row)).toThrow(failed)
    expect(() => guarded.together?.(['original'], row)).toThrow(failed)
    expect(guardedMask(none, 't', column('a', text, { nullable: true }), false).value('original', row)).toBe(null)
  })

  test('counts characters, not bytes, whichever way it is asked', () => {
    const short = column('a', { kind: 'scalar', form: 'text', maxLength: 4 }, { nullable: true })
    const guarded = guardedMask(doubled, 't', short, true)
    for (const fits of ['ab', 'é€', '😀😀']) {
      expect(guarded.value(fits, row)).toBe(fits + fits)
      expect(bytesOf(guarded, fits)).toBe(fits + fits)
    }
    for (const long of ['abc', 'é€e', '😀😀😀']) {
      expect(() => guarded.value(long, row)).toThrow(failed)
      expect(() => bytesOf(guarded, long)).toThrow(failed)
    }
  })

  test('knows the labels of an enum', () => {
    const mood = column('a', { kind: 'scalar', form: 'enum', values: ['sad', 'ok'] })
    const guarded = guardedMask({ ...doubled, value: (value) => value }, 't', mood, false)
    expect(guarded.value('ok', row)).toBe('ok')
    expect(() => guarded.value('original', row)).toThrow(failed)
    expect(guarded.bytes).toBeUndefined()
  })

  test('is the mask itself where nothing can go wrong', () => {
    expect(guardedMask(doubled, 't', column('a', text, { nullable: true }), false)).toBe(doubled)
    expect(guardedMask(doubled, 't', column('a', text), false).bytes).toBe(doubled.bytes)
  })
})
