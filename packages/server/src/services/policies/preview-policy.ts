import { randomBytes } from 'node:crypto'
import {
  compilePolicy,
  DataAnonymizer,
  type MaskingColumn,
  type MaskingPolicy,
  readMaskingKey,
  transformNamed,
  UnderstudyError,
  type ValueForm,
} from '@understudy/sdk'

export interface PreviewedColumn {
  readonly table: string
  readonly column: string
  readonly transform: string
  /** Made up, and what became of it; null where nothing stays. */
  readonly samples: readonly { readonly before: string; readonly after: string | null }[]
  /** Why it cannot be shown: options that are wrong, or what needs a whole row. */
  readonly problem: string | null
}

const mostColumns = 2000

/**
 * What the rules of a policy do to values that nobody has: under a key that nobody has either, so that nothing of the key
 * that is used can be learned. Columns are taken for what their transform takes.
 */
export function previewPolicy(policy: MaskingPolicy, samples: number): readonly PreviewedColumn[] {
  const key = readMaskingKey(randomBytes(32).toString('base64'))
  const anonymizer = new DataAnonymizer({ key, locale: policy.locale })
  const masked = Object.entries(policy.tables).flatMap(([table, { columns }]) =>
    Object.entries(columns).flatMap(([column, rule]) => (rule === 'keep' ? [] : [{ table, column, rule }])),
  )
  return masked.slice(0, mostColumns).map(({ table, column, rule }) => {
    const about = { table, column, transform: rule.transform }
    const form = transformNamed(rule.transform)?.accepts[0]
    if (form === undefined) return { ...about, samples: [], problem: 'there is no such transform' }
    const values = Array.from({ length: samples }, (_, at) => madeUp(anonymizer, rule.transform, form, at))
    try {
      const { when: _, subject: __, ...plain } = rule
      const alone: MaskingPolicy = {
        ...policy,
        undecided: {},
        references: [],
        privacy: [],
        largeObjects: undefined,
        definition: undefined,
        transforms: Object.fromEntries(Object.entries(policy.transforms).filter(([name]) => name === rule.transform)),
        tables: { [table]: { columns: { [column]: plain } } },
      }
      const compiled = compilePolicy(alone, { tables: [tableOf(table, column, form)] }, { key })
      const mask = compiled.tables.get(table)?.columns.find(({ name }) => name === column)?.mask
      return {
        ...about,
        samples: values.map((before) => ({ before, after: mask?.value(before, { text: () => before }) ?? null })),
        problem: null,
      }
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError)) throw thrown
      return { ...about, samples: [], problem: thrown.message }
    }
  })
}

function tableOf(name: string, column: string, form: ValueForm) {
  const only: MaskingColumn = {
    name: column,
    databaseType: form,
    value: { kind: 'scalar', form },
    nullable: true,
    generated: false,
  }
  return { name, columns: [only], keys: [], foreignKeys: [], checks: [], fixed: [] }
}

const texts: Readonly<Record<string, (anonymizer: DataAnonymizer, seed: string) => unknown>> = {
  email: (anonymizer, seed) => anonymizer.generateFakeData('email', { seed }),
  phone: (anonymizer, seed) => anonymizer.generateFakeData('phone', { seed }),
  address: (anonymizer, seed) => anonymizer.generateFakeData('address', { seed }),
}

function madeUp(anonymizer: DataAnonymizer, transform: string, form: ValueForm, at: number): string {
  const make = Object.entries(texts).find(([name]) => transform.includes(name))?.[1]
  switch (form) {
    case 'integer':
      return String(1000 + at * 37)
    case 'decimal':
      return `${100 + at * 13}.50`
    case 'float':
      return String(1.5 + at)
    case 'boolean':
      return String(at % 2 === 0)
    case 'date':
      return `1980-0${(at % 9) + 1}-17`
    case 'time':
      return `0${at % 10}:30:00`
    case 'timestamp':
      return `2020-0${(at % 9) + 1}-17T10:30:00`
    case 'instant':
      return `2020-0${(at % 9) + 1}-17T10:30:00Z`
    case 'uuid':
      return `8a0e2b34-41a4-4d31-9d3c-0c3bbf7ae2a${at % 10}`
    case 'bytes':
      return `\\x00ff0${at % 10}`
    case 'json':
      return JSON.stringify({ name: `Ada ${at}` })
    case 'inet':
      return `10.1.2.${at + 1}`
    case 'mac':
      return `08:00:2b:01:02:0${at % 10}`
    default: {
      const seed = `preview ${at}`
      const made = make ? make(anonymizer, seed) : anonymizer.generateFakeData('name', { seed })
      return String(made)
    }
  }
}
