import type { SchemaDefinition } from '../../../../catalog/definition.ts'
import { compareSchemas } from '../../../../catalog/diff/compare-schemas.ts'
import type { ArchiveHead } from './archive-contents.ts'

type Held = Pick<ArchiveHead, 'definition' | 'ofExtensions'>

/** Kinds without a place in a definition that an archive holds in another way. */
const heldOtherwise: ReadonlySet<string> = new Set(['large objects'])

/** What a definition has no place for, by kind and name. */
export function unheld({ unmodelled }: SchemaDefinition): string[] {
  return unmodelled.filter(({ kind }) => !heldOtherwise.has(kind)).map(({ kind, name }) => `${kind} ${name}`)
}

/** In what a database that was made anew is not what was written down. */
export function schemaDifferences(written: Held, made: Held): string[] {
  const told = ({ definition }: Held): SchemaDefinition => ({ ...definition, unmodelled: [] })
  const diff = compareSchemas(told(written), told(made), { owners: true })
  const names = new Set([...Object.keys(written.ofExtensions), ...Object.keys(made.ofExtensions)])
  return [
    ...diff.added.map(({ id }) => `${id} is there and was not`),
    ...diff.removed.map(({ id }) => `${id} is missing`),
    ...diff.changed.map(({ id, changes }) => `${id} differs (${changes.map(({ property }) => property).join(', ')})`),
    ...unheld(written.definition).map((one) => `a file has no place for ${one}`),
    ...unheld(made.definition).map((one) => `${one} is there and was not`),
    ...[...names]
      .filter((name) => !isSame(written.ofExtensions[name], made.ofExtensions[name]))
      .map((name) => `rows of ${name}, which belongs to an extension, are not those that the extension comes with`),
  ]
}

function isSame(one: ArchiveHead['ofExtensions'][string] | undefined, other: typeof one): boolean {
  return one?.rows === other?.rows && one?.digest === other?.digest
}

const shown = 5

export function someOf(sentences: readonly string[]): string {
  const more = sentences.length > shown ? `; and ${sentences.length - shown} more` : ''
  return `${sentences.slice(0, shown).join('; ')}${more}`
}
