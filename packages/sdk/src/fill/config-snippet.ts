import type { EntityDefinition, FieldDefinition } from '../model/schema.ts'

/** The configuration to start from, where a check or a trigger wants other values: the kinds as they are now, to be changed. */
export function configSnippet(entity: EntityDefinition, fields: readonly FieldDefinition[]): string {
  const described = fields.map(({ name, kind, options, nullable }) => [
    name,
    { kind: kind ?? 'one-of', options: options ?? { values: ['…'] }, ...(nullable ? { nullRate: 0 } : {}) },
  ])
  const config = {
    kind: 'understudy.config',
    version: 1,
    generate: { entities: { [entity.name]: { fields: Object.fromEntries(described) } } },
  }
  return `understudy.config.json:\n${JSON.stringify(config, undefined, 2)}`
}

const names = /"((?:[^"]|"")*)"|[\p{L}_][\p{L}\p{N}_$]*/gu

/** The fields that an expression names. */
export function fieldsIn(entity: EntityDefinition, expression: string): FieldDefinition[] {
  const named = new Set(
    [...expression.matchAll(names)].map(([word, quoted]) => (quoted ?? word).replaceAll('""', '"').toLowerCase()),
  )
  return entity.fields.filter(({ name }) => named.has(name.toLowerCase()))
}
