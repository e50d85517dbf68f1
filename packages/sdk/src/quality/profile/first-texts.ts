import { detectTable } from '../../anonymize/detect/detect-table.ts'
import type { PersonalClass } from '../../anonymize/detect/personal-class.ts'
import type { MaskingType } from '../../anonymize/masking-schema.ts'
import type { ValueForm } from '../../anonymize/value-form.ts'
import { valueReader } from '../../formats/row-objects.ts'
import type { Batch, Vector } from '../../model/batch.ts'
import { bigintsAsText } from './bigints-as-text.ts'

const rowsLooked = 1000
const charactersLooked = 400

/** From here on a finding counts: a list that leaks costs more than a list that is missing. */
const surely = 0.5

/** The first rows as texts, to tell which columns are about people. They are kept for that alone. */
export class FirstTexts {
  private readonly columns = new Map<string, { type: MaskingType; texts: (string | null)[] }>()
  private rows = 0

  add(batch: Batch): void {
    const take = Math.min(batch.length, rowsLooked - this.rows)
    if (take <= 0) return
    for (const { name, vector } of batch.columns) {
      const known = this.columns.get(name) ?? { type: typeOf(vector), texts: [] }
      this.columns.set(name, known)
      while (known.texts.length < this.rows) known.texts.push(null)
      const read = valueReader(vector)
      for (let row = 0; row < take; row++) known.texts.push(textOf(read(row)))
    }
    this.rows += take
  }

  /** The columns that seem personal, with what they seem to hold. */
  personal(entity: string): ReadonlyMap<string, PersonalClass> {
    const table = {
      name: entity,
      columns: [...this.columns].map(([name, { type }]) => ({
        name,
        databaseType: type.kind === 'scalar' ? type.form : type.kind,
        value: type,
        nullable: true,
        generated: false,
      })),
      keys: [],
      foreignKeys: [],
      checks: [],
      fixed: [],
    }
    const samples = new Map([...this.columns].map(([name, { texts }]) => [name, texts]))
    return new Map(
      detectTable(table, samples).flatMap(({ name, findings, harmless }): [string, PersonalClass][] => {
        const personal = findings.find(({ confidence }) => confidence >= surely)
        return personal === undefined || harmless ? [] : [[name, personal.class]]
      }),
    )
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  const text = typeof value === 'object' ? JSON.stringify(value, bigintsAsText) : String(value)
  return text.length > charactersLooked ? text.slice(0, charactersLooked) : text
}

function typeOf(vector: Vector): MaskingType {
  return vector.type === 'list'
    ? { kind: 'list', element: { kind: 'scalar', form: 'text' } }
    : { kind: 'scalar', form: formOf(vector) }
}

function formOf(vector: Exclude<Vector, { type: 'list' }>): ValueForm {
  switch (vector.type) {
    case 'int':
    case 'bigint':
      return 'integer'
    case 'bool':
      return 'boolean'
    case 'timestamp':
      return vector.zoned ? 'instant' : 'timestamp'
    case 'pick':
    case 'concat':
    case 'text':
      return 'text'
    case 'float':
    case 'decimal':
    case 'date':
    case 'time':
    case 'uuid':
    case 'bytes':
    case 'json':
      return vector.type
  }
}
