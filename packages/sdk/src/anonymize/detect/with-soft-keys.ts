import type { MaskingSchema } from '../masking-schema.ts'
import { type Place, placesOf, referred } from '../policy/schema-index.ts'
import { keyLinks } from '../policy/subject-of.ts'
import type { SoftReference } from '../policy.ts'

/** In rows of which the column `by` says so, `from` holds keys of `to`. */
export interface TypedKey {
  readonly from: Place
  readonly to: Place
  readonly by: string
}

/** The schema as if it knew the references of all rows, and those of some rows beside it. */
export function withSoftKeys(
  schema: MaskingSchema,
  references: readonly SoftReference[],
): { readonly schema: MaskingSchema; readonly typed: readonly TypedKey[] } {
  if (references.length === 0) return { schema, typed: [] }
  const places = placesOf(schema, { tables: {} }, [])
  const links = keyLinks(schema, references, places)
  return {
    schema: {
      tables: schema.tables.map((table) => ({
        ...table,
        foreignKeys: links
          .filter((link) => link.table === table.name)
          .map(({ columns, to }) => ({ columns, table: to.table, references: to.columns })),
      })),
    },
    typed: references.flatMap(({ from, to, where }): TypedKey[] => {
      const [own, other] = [referred(schema, places, from), referred(schema, places, to)]
      if (where === undefined || own === undefined || other === undefined) return []
      return own.flatMap((place, at) => {
        const key = other[at]
        return key === undefined ? [] : [{ from: place, to: key, by: where.column }]
      })
    }),
  }
}
