import { UnderstudyError } from '../errors.ts'
import type { EntityDefinition, FieldDefinition, FieldType } from '../model/schema.ts'
import { type Stream, substream } from '../random/stream.ts'
import type { KindContext, Maker } from '../values/kind.ts'
import type { Locale } from '../values/locale.ts'
import { kindNamed, makerOf } from '../values/registry.ts'
import { inferKind } from './infer.ts'

export interface MakerSettings {
  readonly stream: Stream
  readonly locale: Locale
  /** Values by type alone: no meaning is read out of names. */
  readonly basic: boolean
}

export interface ChosenKind {
  readonly kind: string
  readonly options: Readonly<Record<string, unknown>>
  readonly record?: string | undefined
  readonly maxLength?: number | undefined
}

const plainKinds: Readonly<Record<FieldType, ChosenKind>> = {
  integer: { kind: 'integer', options: {} },
  decimal: { kind: 'decimal', options: {} },
  float: { kind: 'float', options: {} },
  boolean: { kind: 'boolean', options: {} },
  text: { kind: 'words', options: {} },
  uuid: { kind: 'uuid', options: {} },
  date: { kind: 'date', options: {} },
  time: { kind: 'time', options: {} },
  timestamp: { kind: 'timestamp', options: {} },
  timestamptz: { kind: 'timestamp', options: {} },
  json: { kind: 'json', options: {} },
  bytes: { kind: 'bytes', options: {} },
  list: { kind: 'list', options: { of: 'word' } },
}

/** The kind that a field names, or else the one that its name and type speak of. */
export function chooseKind(entity: EntityDefinition, field: FieldDefinition, basic: boolean): ChosenKind {
  if (field.kind !== undefined) return { kind: field.kind, options: field.options ?? {}, record: field.record, maxLength: field.maxLength }
  const isKey = entity.primaryKey?.length === 1 && entity.primaryKey[0] === field.name
  if (isKey && (field.type ?? 'integer') === 'integer') return { kind: 'sequence', options: field.options ?? {} }
  const chosen = basic ? plainKinds[field.type ?? 'text'] : inferKind(entity, field)
  return { ...chosen, options: { ...chosen.options, ...field.options }, record: field.record ?? chosen.record, maxLength: field.maxLength ?? chosen.maxLength }
}

/** A maker for one field of one entity: keyed by seed, entity, field, and the kind's version. */
export function valueMaker(entity: EntityDefinition, field: FieldDefinition, chosen: ChosenKind, unique: boolean, settings: MakerSettings): Maker {
  const { stream, locale } = settings
  try {
    const kind = kindNamed(chosen.kind)
    const context: KindContext = {
      stream: substream(stream, entity.name, field.name, `${kind.name}@${kind.version}`),
      record: substream(stream, entity.name, 'record', chosen.record ?? ''),
      unique,
      locale,
      maxLength: chosen.maxLength,
      type: field.type,
      distribution: field.distribution,
    }
    return makerOf(chosen.kind, withScale(chosen, field), context)
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) throw placed(thrown, `${entity.name}.${field.name}`)
    throw thrown
  }
}

/** A column's own precision and scale bound what its kind makes, unless the options say otherwise. */
function withScale({ kind, options }: ChosenKind, field: FieldDefinition): Record<string, unknown> {
  if (field.scale === undefined || !scaledKinds.has(kind)) return { ...options }
  return { scale: field.scale, ...options }
}

const scaledKinds = new Set(['decimal'])

function placed(thrown: UnderstudyError, at: string): UnderstudyError {
  const { code, operation, message, hint, details, cause } = thrown
  return new UnderstudyError(code, { operation, message: `${at}: ${message}`, hint, at: thrown.at ? `${at}, ${thrown.at}` : at, details, cause })
}
