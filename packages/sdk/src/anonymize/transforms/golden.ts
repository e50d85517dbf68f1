import type { Subject, Transform } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'
import { compileRule } from './compile-rule.ts'
import { exampleColumn, exampleRow, exampleSetting } from './example-setting.ts'
import { samplesOf } from './samples.ts'

/** The one whose row it is, for transforms of which the result depends on that. */
const person: Subject = { columns: ['id'], of: 'public.people.id' }

/** File of a transform's pinned values, in golden/. */
export function goldenName({ name, version }: Transform): string {
  return `${name}@${version}.json`
}

/** What the file says: what becomes of samples, under a key that everybody knows. It changes only with the version. */
export function goldenText(transform: Transform): string {
  const cases = (transform.examples ?? [{}]).map((options) => {
    const [masked, ofSubject] = [undefined, person].map((subject) => maskedSamples(transform, options, subject))
    const counts = JSON.stringify(ofSubject) !== JSON.stringify(masked)
    return { options, masked, ...(counts ? { ofSubject } : {}) }
  })
  return `${JSON.stringify({ transform: transform.name, version: transform.version, cases }, null, 2)}\n`
}

function maskedSamples(
  transform: Transform,
  options: Readonly<Record<string, unknown>>,
  subject: Subject | undefined,
): Readonly<Record<string, Readonly<Record<string, string | null>>>> {
  const masked: Record<string, Record<string, string | null>> = {}
  for (const { form, text } of samplesOf(transform)) {
    const of = exampleMask(transform, options, form, subject)
    masked[form] = { ...masked[form], [text]: of(text) }
  }
  return masked
}

/** The mask of an example: the rows have the columns that examples and a subject read. */
export function exampleMask(
  { name }: Transform,
  options: Readonly<Record<string, unknown>>,
  form: ValueForm,
  subject?: Subject,
): (text: string) => string | null {
  const setting = exampleSetting({ subject, typeOf: () => ({ kind: 'scalar', form: 'text' }) })
  const values = form === 'enum' ? { values: ['red', 'green', 'blue', 'black'] } : {}
  const column = { ...exampleColumn(form), type: { kind: 'scalar', form, ...values } as const }
  const { mask } = compileRule({ transform: name, options }, column, setting)
  const row = exampleRow({ id: '7', first_name: 'Ada', last_name: 'Lovelace' })
  return (text) => mask.value(text, row)
}
