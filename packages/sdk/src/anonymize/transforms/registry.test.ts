import { describe, expect, test } from 'vitest'
import { UnderstudyError } from '../../errors.ts'
import { probe } from '../policy/probe.ts'
import type { Transform } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'
import { type CompiledRule, compileRule } from './compile-rule.ts'
import { exampleColumn, exampleKey, exampleRow, exampleSetting } from './example-setting.ts'
import { transformNamed, transforms } from './registry.ts'
import { samplesOf } from './samples.ts'
import { transformSet } from './transform-set.ts'

type Options = Readonly<Record<string, unknown>>

/** fields masks nothing by itself: containers.test.ts is about it. */
const masking = transforms().filter(({ name }) => name !== 'fields')
const examples = masking.flatMap((transform) =>
  (transform.examples ?? [{}]).map(
    (options) => [`${transform.name} ${JSON.stringify(options).slice(0, 70)}`, transform, options] as const,
  ),
)

function ruleFor({ name }: Transform, options: Options, form: ValueForm, secret = 'example'): CompiledRule {
  const setting = exampleSetting({ key: exampleKey(secret), typeOf: () => ({ kind: 'scalar', form: 'text' }) })
  return compileRule({ transform: name, options }, { ...exampleColumn(form), ...enumOf(form) }, setting)
}

function enumOf(form: ValueForm): object {
  return form === 'enum' ? { type: { kind: 'scalar', form, values: ['red', 'green', 'blue', 'black'] } } : {}
}

const row = exampleRow({ id: '7', first_name: 'Ada', last_name: 'Lovelace' })

describe('a value and its key decide: the same again, in any order', () => {
  test.each(examples)('%s', (_, transform, options) => {
    for (const form of transform.accepts) {
      const texts = samplesOf(transform).filter((sample) => sample.form === form)
      const once = ruleFor(transform, options, form)
      if (!once.promises.deterministic) continue
      const forward = texts.map(({ text }) => once.mask.value(text, row))
      const again = ruleFor(transform, options, form)
      expect(
        texts
          .toReversed()
          .map(({ text }) => again.mask.value(text, row))
          .reverse(),
      ).toEqual(forward)
    }
  })
})

describe('no value is its own result, but for what the transform says', () => {
  test.each(examples)('%s', (_, transform, options) => {
    for (const { form, text } of samplesOf(transform)) {
      const { mask, promises } = ruleFor(transform, options, form)
      if (promises.mayKeep !== undefined || saysNothing(text)) continue
      expect(mask.value(text, row), `${form} ${text}`).not.toBe(text)
    }
  })
})

/** A text without a letter or digit, and what stands for no number and no day. */
function saysNothing(text: string): boolean {
  return text === '\\x' || !/[\p{L}\p{N}]/u.test(text) || /^-?(infinity|nan)$/i.test(text)
}

describe('a result is no longer than promised', () => {
  test.each(examples)('%s', (_, transform, options) => {
    for (const { form, text } of samplesOf(transform)) {
      const { mask, promises } = ruleFor(transform, options, form)
      const most = promises.longest([...text].length) ?? Number.POSITIVE_INFINITY
      expect([...(mask.value(text, row) ?? '')].length, `${form} ${text}`).toBeLessThanOrEqual(most)
    }
  })
})

describe('NULL never comes of a value unasked', () => {
  test.each(examples.filter(([, { name }]) => name !== 'null'))('%s', (_, transform, options) => {
    for (const { form, text } of samplesOf(transform)) {
      expect(ruleFor(transform, options, form).mask.value(text, row), `${form} ${text}`).not.toBeNull()
    }
  })
})

describe('without options a result is what its column holds, whatever the key', () => {
  const plain = masking.filter(({ name, options }) => options.safeParse({}).success && name !== 'null')
  test.each(plain.map((transform) => [transform.name, transform] as const))('%s', (name, transform) => {
    for (const form of transform.accepts)
      for (const bits of form === 'integer' ? [16, 32, 64] : [undefined])
        for (const secret of ['one', 'two', 'three', 'four']) {
          const type = { ...exampleColumn(form).type, ...(bits ? { bits } : {}) }
          const setting = exampleSetting({ key: exampleKey(secret) })
          const { mask } = compileRule(
            { transform: name },
            { ...exampleColumn(form), ...enumOf(form), ...(bits ? { type } : {}) },
            setting,
          )
          expect(probe(mask, 'example', type, true), `${form} ${bits} ${secret}`).toBeUndefined()
        }
  })
})

describe('bytes and text are masked alike', () => {
  test.each(examples)('%s', (_, transform, options) => {
    for (const { form, text } of samplesOf(transform)) {
      const { mask } = ruleFor(transform, options, form)
      if (!mask.bytes) continue
      expect(throughBytes(mask.bytes, text), `${form} ${text}`).toBe(mask.value(text, row))
    }
  })
})

/** The value in the middle of other bytes, as in a row. */
function throughBytes(bytes: NonNullable<CompiledRule['mask']['bytes']>, text: string): string {
  const input = new TextEncoder().encode(`\t${text}\t`)
  const out = {
    bytes: new Uint8Array(4),
    at: 3,
    reserve(length: number) {
      if (this.at + length <= this.bytes.length) return
      const wider = new Uint8Array(this.at + length)
      wider.set(this.bytes)
      this.bytes = wider
    },
  }
  bytes(input, 1, input.length - 1, out)
  return new TextDecoder().decode(out.bytes.subarray(3, out.at))
}

describe('transforms are found by name', () => {
  test('one that nearly has the name is named', () => {
    for (const find of [transformNamed, transformSet().named]) {
      expect(find('date-shift').name).toBe('date-shift')
      expect(() => find('date_shif')).toThrow(
        expect.objectContaining({ code: 'TRANSFORM_UNKNOWN', hint: 'Did you mean date-shift?' }),
      )
    }
  })
  test('no two have one name, each has a group, a summary and samples', () => {
    const names = transforms().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const transform of masking) {
      expect(transform.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(transform.summary).not.toBe('')
      expect(samplesOf(transform).length).toBeGreaterThan(0)
    }
  })
  test('options that a transform does not know are refused', () => {
    for (const transform of masking) {
      const wrong = () => ruleFor(transform, { ...transform.examples?.[0], surely_unknown: 1 }, transform.accepts[0]!)
      expect(wrong, transform.name).toThrow(UnderstudyError)
      expect(wrong).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }))
    }
  })
})
