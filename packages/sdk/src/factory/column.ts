import { valueReader } from '../formats/row-objects.ts'
import type { FieldType } from '../model/schema.ts'
import { rowsAt, type Stream, substream, words } from '../random/stream.ts'
import type { KindContext, Maker } from '../values/kind.ts'
import type { Locale } from '../values/locale.ts'
import { kindNamed, makerOf } from '../values/registry.ts'

/** Values of one field for any rows of it, each by its own number alone. */
export interface Column {
  /** How many rows a unique field can tell apart; undefined where it need not. */
  readonly capacity: number | undefined
  values(numbers: Float64Array): unknown[]
}

/** What values of a factory are keyed by: its seed and name, and the field within it. */
export interface ColumnPlace {
  readonly stream: Stream
  readonly locale: Locale
  readonly entity: string
  /** The field, or the way to a part of it. */
  readonly path: string
}

export interface KindRequest {
  readonly kind: string
  readonly options: Readonly<Record<string, unknown>>
  readonly unique?: boolean | undefined
  readonly maxLength?: number | undefined
  readonly nullRate?: number | undefined
  readonly record?: string | undefined
  readonly type?: FieldType | undefined
  readonly distribution?: KindContext['distribution']
}

export function kindColumn(request: KindRequest, place: ColumnPlace): Column {
  const maker = kindMaker(request, place)
  const absent = nullsOf(substream(place.stream, place.path, 'null'), request.nullRate ?? 0)
  return {
    capacity: request.unique ? maker.capacity : undefined,
    values: (numbers) => absent(numbers, readAll(maker, numbers)),
  }
}

function kindMaker(request: KindRequest, { stream, locale, path }: ColumnPlace): Maker {
  const kind = kindNamed(request.kind)
  return makerOf(
    request.kind,
    { ...request.options },
    {
      stream: substream(stream, path, `${kind.name}@${kind.version}`),
      record: substream(stream, 'record', request.record ?? ''),
      unique: request.unique ?? false,
      locale,
      maxLength: request.maxLength,
      type: request.type,
      distribution: request.distribution,
    },
  )
}

function readAll(maker: Maker, numbers: Float64Array): unknown[] {
  const read = valueReader(maker.make(rowsAt(numbers)))
  const values = new Array<unknown>(numbers.length)
  for (let i = 0; i < values.length; i++) values[i] = read(i)
  return values
}

/** Puts null in a share of the places. */
export function nullsOf(stream: Stream, share: number): (numbers: Float64Array, values: unknown[]) => unknown[] {
  if (share <= 0) return (_, values) => values
  const limit = share * 4294967296
  return (numbers, values) => {
    const drawn = words(stream, rowsAt(numbers))
    return values.map((value, i) => (drawn[i]! < limit ? null : value))
  }
}
