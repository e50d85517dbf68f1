import { collect } from '../../formats/collect.ts'
import { columnReaderOf } from '../../formats/column-type.ts'
import { NotOfItsType } from '../../formats/malformed.ts'
import type { Vector } from '../../model/batch.ts'

/**
 * A vector of what these texts stand for, of the kind of another: whole numbers grow wider where they need to, and
 * decimals keep their scale. Undefined where a text is no value of that kind.
 */
export function vectorOfTexts(texts: readonly (string | null)[], like: Vector): Vector | undefined {
  switch (like.type) {
    case 'text':
    case 'pick':
    case 'concat':
      return collect.text(texts)
    case 'int':
    case 'bigint':
    case 'float':
      return numbers(texts, like.type)
    case 'decimal':
      return read(
        'numeric',
        texts.map((text) => text && padded(text, like.scale)),
      )
    case 'json':
      return read('json', texts)
    case 'list':
      return read(`${databaseTypeOf(elementOf(like.values))}[]`, texts)
    default:
      return read(databaseTypeOf(like), texts)
  }
}

function numbers(texts: readonly (string | null)[], type: 'int' | 'bigint' | 'float'): Vector | undefined {
  if (type === 'float' || !texts.every((text) => text === null || /^-?\d+$/.test(text))) {
    return read('double precision', texts)
  }
  const isSmall = texts.every((text) => text === null || Number.isSafeInteger(Number(text)))
  if (type === 'int' && isSmall) return collect.int(texts.map((text) => (text === null ? null : Number(text))))
  return read('bigint', texts)
}

function padded(text: string, scale: number): string {
  const [whole = '', fraction = ''] = text.split('.')
  return scale === 0 && fraction === '' ? whole : `${whole}.${fraction.padEnd(scale, '0')}`
}

function read(databaseType: string, texts: readonly (string | null)[]): Vector | undefined {
  const reader = columnReaderOf(databaseType)
  try {
    for (const text of texts) text === null ? reader.addNull() : reader.addText(text)
    return reader.take()
  } catch (thrown) {
    if (thrown instanceof NotOfItsType) return undefined
    throw thrown
  }
}

/** The first that shows what lists of the vector hold. */
function elementOf(lists: readonly Vector[]): Vector | undefined {
  return lists.find(({ length }) => length > 0)
}

function databaseTypeOf(vector: Vector | undefined): string {
  switch (vector?.type) {
    case 'int':
    case 'bigint':
      return 'bigint'
    case 'float':
      return 'double precision'
    case 'decimal':
      return 'numeric'
    case 'bool':
      return 'boolean'
    case 'date':
    case 'uuid':
    case 'json':
      return vector.type
    case 'time':
      return 'time without time zone'
    case 'timestamp':
      return `timestamp ${vector.zoned ? 'with' : 'without'} time zone`
    case 'bytes':
      return 'bytea'
    case 'list':
      return databaseTypeOf(elementOf(vector.values))
    default:
      return 'text'
  }
}
