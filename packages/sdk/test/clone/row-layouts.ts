import type { Mask } from '../../src/anonymize/transform.ts'
import type { ColumnType } from '../../src/catalog/column-type.ts'
import type { Column } from '../../src/catalog/definition.ts'
import { type RowLayout, rowLayout } from '../../src/clone/copy/row-layout.ts'
import type { RowMasker } from '../../src/clone/copy/row-masker.ts'

/** A COPY of these columns, some of them masked. */
export function layoutOf(
  columns: readonly (readonly [name: string, type: ColumnType])[],
  masks: Readonly<Record<string, Mask>>,
): RowLayout {
  return rowLayout({
    name: 'things',
    columns: columns.map(([name, type], at) => ({
      column: { ...plainColumn, name, type, position: at + 1 },
      mask: {
        name,
        decision: masks[name] === undefined ? 'keep' : 'mask',
        mask: masks[name],
        transform: undefined,
        promises: undefined,
        reads: [],
      },
    })),
  })
}

/** What becomes of these bytes, given in pieces of so many. */
export function masked(rows: RowMasker, bytes: Buffer, size = bytes.length): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) pieces.push(Buffer.from(rows.feed(bytes.subarray(at, at + size))))
  rows.finish()
  return Buffer.concat(pieces)
}

/** A mask of texts that has a way on bytes too. */
export function bothWays(change: (text: string) => string): Mask {
  return {
    value: change,
    bytes(input, start, end, out) {
      const result = Buffer.from(change(Buffer.from(input.subarray(start, end)).toString()))
      out.reserve(result.length)
      out.bytes.set(result, out.at)
      out.at += result.length
    },
  }
}

const plainColumn: Column = {
  name: 'column',
  position: 1,
  type: { kind: 'text' },
  databaseType: 'text',
  notNull: false,
  default: null,
  identity: null,
  generated: null,
  sequence: null,
  rowidAlias: false,
  collation: null,
  inherited: false,
  identitySequence: null,
  notNullConstraint: null,
  storage: null,
  compression: null,
  statisticsTarget: null,
  options: {},
  foreignOptions: {},
}
