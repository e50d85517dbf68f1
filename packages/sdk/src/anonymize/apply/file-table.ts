import type { Batch, Vector } from '../../model/batch.ts'
import type { MaskingColumn, MaskingTable, MaskingType, ScalarType } from '../masking-schema.ts'
import type { ColumnDecision, TablePolicy } from '../policy.ts'
import type { Transform } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'
import { canonicalReader } from './canonical.ts'
import { typeOfTexts } from './text-forms.ts'

export interface FileTableOptions {
  /** What is decided about the table: where texts may be read in two ways, as the chosen transform takes them. */
  readonly policy: TablePolicy | undefined
  readonly transforms: readonly Transform[]
  /** Forms by column, where what the head of the file looks like is not meant. */
  readonly forms?: Readonly<Record<string, ValueForm>> | undefined
}

/**
 * A table as the head of a file shows it, and further columns that the policy decides about, which may come later.
 * Nothing is known there of keys, and any value may be absent.
 */
export function fileTable(
  head: Batch,
  name: string,
  { policy, transforms, forms = {} }: FileTableOptions,
): MaskingTable {
  const column = (name: string, vector: Vector): MaskingColumn => {
    const decision = policy && Object.hasOwn(policy.columns, name) ? policy.columns[name] : undefined
    const said = Object.hasOwn(forms, name) ? forms[name] : undefined
    const type = said === undefined ? chosen(candidates(vector), decision, transforms) : scalar(said)
    return { name, databaseType: vector.type, value: type, nullable: true, generated: false }
  }
  const shown = new Set(head.columns.map(({ name }) => name))
  const later = Object.keys(policy?.columns ?? {}).filter((one) => !shown.has(one))
  const columns = [
    ...head.columns.map((one) => column(one.name, one.vector)),
    ...later.map((one) => column(one, { type: 'text', length: 0, values: [] })),
  ]
  return { name, columns, keys: [], foreignKeys: [], checks: [], fixed: [] }
}

function chosen(
  types: readonly [MaskingType, ...MaskingType[]],
  decision: ColumnDecision | undefined,
  transforms: readonly Transform[],
): MaskingType {
  const [first] = types
  if (decision === undefined || decision === 'keep') return first
  const accepts = transforms.find(({ name }) => name === decision.transform)?.accepts ?? []
  return types.find((type) => type.kind !== 'scalar' || accepts.includes(type.form)) ?? first
}

/** What a vector may be taken for, what it looks like first. */
function candidates(vector: Vector): readonly [MaskingType, ...MaskingType[]] {
  switch (vector.type) {
    case 'int':
    case 'bigint':
      return [scalar('integer')]
    case 'float':
      return [scalar('float')]
    case 'decimal':
      return [{ kind: 'scalar', form: 'decimal', precision: 1000, scale: vector.scale }]
    case 'bool':
      return [scalar('boolean')]
    case 'timestamp':
      return [scalar(vector.zoned ? 'instant' : 'timestamp')]
    case 'date':
    case 'time':
    case 'uuid':
    case 'bytes':
    case 'json':
      return [scalar(vector.type)]
    case 'list': {
      const element = vector.values.find(({ length }) => length > 0)
      return [{ kind: 'list', element: element ? candidates(element)[0] : scalar('text') }]
    }
    default:
      return [typeOfTexts(textsOf(vector)), scalar('text')]
  }
}

function textsOf(vector: Vector): string[] {
  const read = canonicalReader(vector)
  return Array.from({ length: vector.length }, (_, row) => read(row)).filter((text) => text !== null)
}

function scalar(form: ValueForm): ScalarType {
  return { kind: 'scalar', form, ...(form === 'integer' || form === 'float' ? { bits: 64 } : {}) }
}
