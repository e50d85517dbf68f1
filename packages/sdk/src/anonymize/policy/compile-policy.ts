import { UnderstudyError } from '../../errors.ts'
import type { Dialect } from '../../model/expression/term.ts'
import { localeOf } from '../../values/locale.ts'
import type { ColumnMask, CompiledPolicy, TableMask } from '../compiled-policy.ts'
import type { MaskingKey } from '../key/masking-key.ts'
import type { MaskingSchema } from '../masking-schema.ts'
import type { MaskingPolicy } from '../policy.ts'
import type { Transform } from '../transform.ts'
import { transformSet } from '../transforms/transform-set.ts'
import { brokenChecks } from './broken-checks.ts'
import { ColumnCompiler } from './column-compiler.ts'
import { compileDefinition } from './compile-definition.ts'
import { compileLargeObjects } from './compile-large-objects.ts'
import { decidedOf } from './decided.ts'
import { Findings } from './findings.ts'
import { columnIdentity } from './identity.ts'
import { incomplete } from './incomplete.ts'
import { policyFingerprint } from './policy-fingerprint.ts'
import { ownOf, type Place, placesOf } from './schema-index.ts'
import { keyLinks } from './subject-of.ts'
import { tiesOf } from './ties.ts'
import { unknownNames } from './unknown-names.ts'
import { recordingSet, versionsOf } from './versions.ts'
import { waiversOf } from './waivers.ts'

export interface CompileOptions {
  readonly key?: MaskingKey | undefined
  /** Transforms besides those of the package. */
  readonly custom?: readonly Transform[] | undefined
  /** Waivers that end before it are over; the present day where left out. */
  readonly today?: Date | undefined
  /** Whose expressions the policy and the schema are written in; Postgres's where left out. */
  readonly dialect?: Dialect | undefined
}

/**
 * Holds a policy against a schema, and refuses it unless every column of every table is decided about and every mask
 * fits. Whatever masks is given what comes out of here, and nothing else: so nothing is read before. Each refusal lists
 * all that is of its kind.
 */
export function compilePolicy(
  policy: MaskingPolicy,
  schema: MaskingSchema,
  options: CompileOptions = {},
): CompiledPolicy {
  const { key, custom, today = new Date(), dialect = 'postgres' } = options
  const findings = new Findings()
  const known = transformSet(custom)
  const { transforms, used } = recordingSet(known)
  const places = placesOf(schema, policy, transforms.all)
  unknownNames(policy, schema, findings)
  const ties = tiesOf(schema, policy, places, findings)
  const decided = decidedOf(places, ties, findings)
  const waivers = waiversOf(places.values(), today, findings)
  findings.refuse()

  const locale = localeOf(policy.locale)
  const links = keyLinks(schema, policy.references, places)
  const compiler = new ColumnCompiler({ ties, links, decided, transforms, key, dialect, locale, findings })
  const undecided: Place[] = []
  const tables = new Map<string, TableMask>()
  const notes: string[] = []
  for (const table of schema.tables) {
    const columns: ColumnMask[] = []
    for (const { name } of table.columns) {
      const place = places.get(columnIdentity(table.name, name))
      const made = place === undefined ? 'refused' : compiler.column(place)
      if (typeof made !== 'string') columns.push(made)
      else if (place && made === 'undecided') undecided.push(place)
    }
    const mask = { table, group: ownOf(policy.tables, table.name)?.group, columns }
    tables.set(table.name, mask)
    notes.push(...brokenChecks(mask, dialect, findings))
  }
  if (undecided.length > 0 || Object.keys(policy.undecided).length > 0) {
    throw incomplete(undecided, policy, places, { transforms: known, dialect })
  }
  const objects = compileLargeObjects(policy.largeObjects, { key, locale, transforms, dialect, today, findings })
  const definition = compileDefinition(policy.definition, today, findings)
  const versions = versionsOf(used, policy, findings)
  findings.refuse()
  refuseUnmade(tables)
  const masked =
    objects.made?.decision === 'mask' ||
    [...tables.values()].some(({ columns }) => columns.some(({ mask }) => mask !== undefined))
  return {
    fingerprint: policyFingerprint(policy),
    keyId: masked && key !== undefined ? key.id : null,
    transforms: versions,
    tables,
    privacy: policy.privacy,
    largeObjects: objects.made,
    definition: new Set(definition.map(({ about }) => about)),
    waivers: [...waivers, ...objects.waivers, ...definition],
    notes,
  }
}

/** Every column is in its table's mask: a hole would be a column that nobody masks. */
function refuseUnmade(tables: ReadonlyMap<string, TableMask>): void {
  for (const { table, columns } of tables.values()) {
    if (columns.length === table.columns.length) continue
    throw new UnderstudyError('INTERNAL', {
      operation: 'hold the policy against the schema',
      message: `Columns of ${table.name} have come to nothing`,
      at: table.name,
    })
  }
}
