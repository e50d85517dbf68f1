import { describe, expect, test } from 'vitest'
import { exampleRow, exampleRule } from '../example-setting.ts'

type Options = Readonly<Record<string, unknown>>
const nowhere = exampleRow()
const types = {
  typeOf: (name: string) => (/^gone$|[A-Z]/.test(name) ? undefined : ({ kind: 'scalar', form: 'text' } as const)),
}
const masked = (transform: string, options: Options, text: string, row = nowhere) =>
  exampleRule({ transform, options }, 'text', types).mask.value(text, row)
const alone = (transform: string, text: string) => exampleRule(transform, 'text').mask.value(text, nowhere)

describe('xml', () => {
  const both = { texts: 'full-name', attributes: 'email' }
  test('texts and attributes are masked as columns of such values are; elements and namespaces stay', () => {
    const text = '<?xml version="1.0"?>\n<p:a xmlns:p="urn:x" mail=\'ada@x.org\'>\n  <b/>Ada Lovelace</p:a>'
    expect(masked('xml', both, text)).toBe(
      `<?xml version="1.0"?>\n<p:a xmlns:p="urn:x" mail="${alone('email', 'ada@x.org')}">\n  <b/>${alone('full-name', '\n  Ada Lovelace'.trim())}</p:a>`,
    )
  })
  test('entities are read, and written where they are needed', () => {
    const keep = { texts: 'keep', attributes: 'keep' }
    expect(masked('xml', keep, '<a b="1 &lt; 2">&#65;&amp;&#x42;</a>')).toBe('<a b="1 &lt; 2">A&amp;B</a>')
  })
  test('what hides text is hidden: sections are masked, comments, declarations and broken tags go', () => {
    expect(masked('xml', {}, '<a><!-- Ada --><![CDATA[Ada]]><!DOCTYPE Ada><Ada Ada></a>')).toBe('<a>***</a>')
    expect(masked('xml', {}, 'a < Ada')).not.toContain('Ada')
  })
})

describe('template', () => {
  const options = {
    template: 'user-{id}@example.test',
    parts: { id: { column: 'id', transform: 'key-integer' } },
  }
  test('puts in masked values of the row, which agree with their columns', () => {
    expect(masked('template', options, 'x', exampleRow({ id: '1234' }))).toBe(
      `user-${alone('key-integer', '1234')}@example.test`,
    )
    expect(masked('template', options, 'x', nowhere)).toBe('user-@example.test')
  })
  test('reads what it names, and refuses original values, columns that are not there, and parts that are not given', () => {
    expect(exampleRule({ transform: 'template', options }, 'text', types).reads).toEqual(['id'])
    const refusal = (changes: Options) => () => masked('template', { ...options, ...changes }, 'x')
    expect(refusal({ parts: { id: { column: 'id', transform: 'keep' } } })).toThrow(
      expect.objectContaining({ code: 'POLICY_INVALID' }),
    )
    expect(refusal({ parts: { id: { column: 'gone', transform: 'email' } } })).toThrow(
      expect.objectContaining({ code: 'TRANSFORM_UNFIT' }),
    )
    expect(refusal({ template: '{other}' })).toThrow(expect.objectContaining({ code: 'TRANSFORM_UNFIT' }))
  })
})

describe('expression', () => {
  test('is over the row as it was, in the types of its columns', () => {
    const text = { expression: "left(First, 1) || '.' || Last" }
    expect(masked('expression', text, 'x', exampleRow({ first: 'Ada', last: 'Lovelace' }))).toBe('A.Lovelace')
    const dates = { typeOf: () => ({ kind: 'scalar', form: 'date' }) as const }
    const { mask, reads } = exampleRule(
      { transform: 'expression', options: { expression: "date_trunc('year', born)" } },
      'timestamp',
      dates,
    )
    expect(reads).toEqual(['born'])
    expect(mask.value('x', exampleRow({ born: '1984-07-23' }))).toBe('1984-01-01T00:00:00')
    expect(mask.value('x', exampleRow({ born: 'secret' }))).toBeNull()
  })
  test('what is none, reads no column, or reads the clock, is refused before any row', () => {
    for (const expression of ['1 +', 'now()', 'pg_sleep(1)']) {
      expect(() => masked('expression', { expression }, 'x'), expression).toThrow(
        expect.objectContaining({ code: 'EXPRESSION_INVALID' }),
      )
    }
    expect(() => masked('expression', { expression: 'gone' }, 'x')).toThrow(
      expect.objectContaining({ code: 'TRANSFORM_UNFIT', message: expect.stringContaining('gone') }),
    )
  })
})
