import type { Transform } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'
import { compileRule } from './compile-rule.ts'
import { exampleColumn, exampleRow, exampleSetting } from './example-setting.ts'
import { samplesOf } from './samples.ts'

/** File of a transform's pinned values, in golden/. */
export function goldenName({ name, version }: Transform): string {
  return `${name}@${version}.json`
}

/** What the file says: what becomes of samples, under a key that everybody knows. It changes only with the version. */
export function goldenText(transform: Transform): string {
  const cases = (transform.examples ?? [{}]).map((options) => ({ options, masked: maskedSamples(transform, options) }))
  return `${JSON.stringify({ transform: transform.name, version: transform.version, cases }, null, 2)}\n`
}

function maskedSamples(
  transform: Transform,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Readonly<Record<string, string | null>>>> {
  const masked: Record<string, Record<string, string | null>> = {}
  for (const { form, text } of samplesOf(transform)) {
    const of = exampleMask(transform, options, form)
    masked[form] = { ...masked[form], [text]: of(text) }
  }
  return masked
}

/** The mask of an example: the rows have a subject, and the columns that examples read. */
export function exampleMask(
  { name }: Transform,
  options: Readonly<Record<string, unknown>>,
  form: ValueForm,
): (text: string) => string | null {
  const setting = exampleSetting({ typeOf: () => ({ kind: 'scalar', form: 'text' }) })
  const values = form === 'enum' ? { values: ['red', 'green', 'blue', 'black'] } : {}
  const column = { ...exampleColumn(form), type: { kind: 'scalar', form, ...values } as const }
  const { mask } = compileRule({ transform: name, options }, column, setting)
  const row = exampleRow({ id: '7', first_name: 'Ada', last_name: 'Lovelace' })
  return (text) => mask.value(text, row)
}
