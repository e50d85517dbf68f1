import { randomBytes } from 'node:crypto'
import { afterAll, expect } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import type { SchemaDefinition } from '../../src/catalog/definition.ts'
import { compareSchemas } from '../../src/catalog/diff/compare-schemas.ts'
import type { Fact, FactKind } from '../../src/catalog/facts.ts'
import type { ObjectId } from '../../src/catalog/identity.ts'
import { accessDrafts, commentDraft, ownerDraft } from '../../src/catalog/migration/postgres/aspects.ts'
import type { Alteration, Draft, KindRules, World } from '../../src/catalog/migration/postgres/kind-rules.ts'
import { type Needs, needsOf } from '../../src/catalog/migration/postgres/needs.ts'
import type { Lock } from '../../src/catalog/migration/step.ts'
import type { Database } from '../../src/database/adapter.ts'
import { connectPostgres } from '../../src/database/postgres/connect.ts'
import { execute, observedLocks, type Relation, sorted } from './observed-locks.ts'
import { readsAgain } from './planned-once.ts'

export interface Case {
  /** Stands on both sides. */
  readonly common?: string
  readonly a: string
  readonly b: string
}

/** What each changed object's rules said, from a to b. */
export type Verdicts = Readonly<Record<ObjectId, 'in place' | 'replace' | 'refuse'>>

type RulesByKind = { readonly [Kind in FactKind]?: KindRules<Kind> }

/**
 * A database in which rules of kinds are held against what they promise: objects made by them are those that a script
 * made, in both directions changes lead to the other side, what is dropped is gone, and each draft takes the locks that it
 * says on relations that stood before.
 */
export async function thereAndBack(name: string, rules: RulesByKind) {
  const url = await testDatabase(name)
  const database = await connectPostgres(url)
  const read = await readsAgain(url)
  const stand = async (...scripts: readonly string[]) => {
    await database.execute(empty)
    for (const script of scripts) await database.execute(script)
  }
  const built = async (...scripts: readonly string[]) => {
    await stand(...scripts)
    return read()
  }
  return {
    database,
    empty: () => database.execute(empty),
    /** A role for this file, gone after it. */
    async role(): Promise<string> {
      const role = `understudy_${randomBytes(6).toString('hex')}`
      await database.execute(`create role ${role}`)
      afterAll(() => database.execute(`drop owned by ${role}; drop role ${role}`))
      return role
    },
    async prove({ common = '', a, b }: Case): Promise<{ up: Verdicts; down: Verdicts; drafts: readonly Draft[] }> {
      const bare = await built(common)
      const sideB = await built(common, b)
      const sideA = await built(common, a)
      await stand(common)
      const drafts: Draft[] = []
      await move(bare, sideA)
      const up = await move(sideA, sideB)
      const down = await move(sideB, sideA)
      await move(sideA, bare)
      return { up, down, drafts }

      async function move(from: SchemaDefinition, to: SchemaDefinition): Promise<Verdicts> {
        const isEarly = Number.parseInt(from.serverVersion, 10) < 18
        const planned = plan(from, to, rules)
        const old = new Map((await database.query<Relation>(relations)).map((relation) => [relation.oid, relation]))
        for (const draft of planned.drafts) {
          const isUnlocked = isEarly && draft.title.startsWith('change privileges')
          const wanted = isUnlocked ? [] : sorted(draft.locks ?? [])
          expect([draft.title, await run(database, draft, old)]).toEqual([draft.title, wanted])
        }
        drafts.push(...planned.drafts)
        const left = compareSchemas(await read(), to, { owners: true })
        expect([left.added, left.removed, left.changed]).toEqual([[], [], []])
        return planned.verdicts
      }
    },
  }
}

const empty = `do $$ declare statement text; begin
  set local client_min_messages = warning;
  for statement in
    select distinct format('drop owned by %I', pg_get_userbyid(defaclrole)) from pg_default_acl union all
    select format('drop event trigger %I', evtname) from pg_event_trigger union all
    select format('drop publication %I', pubname) from pg_publication union all
    select format('drop foreign data wrapper %I cascade', fdwname) from pg_foreign_data_wrapper union all
    select format('drop extension %I cascade', extname) from pg_extension where extname <> 'plpgsql' union all
    select format('drop schema %I cascade', nspname) from pg_namespace where nspname !~ '^pg_|^information_schema$' union all
    select 'create schema public'
  loop execute statement; end loop;
end $$`

/** The planner's work in small: drops first, what depends on others before them, then changes, then what is made. */
function plan(a: SchemaDefinition, b: SchemaDefinition, rules: RulesByKind) {
  const before = needsOf(a)
  const after = needsOf(b)
  const changed = compareSchemas(a, b, { owners: true }).changed
  const isReplaced = new Set<ObjectId>()
  const world: World = {
    before,
    after,
    online: false,
    isNew: (id) => after.facts.has(id) && (!before.facts.has(id) || isReplaced.has(id)),
    isDropped: (id) => before.facts.has(id) && (!after.facts.has(id) || isReplaced.has(id)),
  }
  const alterations = new Map<ObjectId, Alteration>()
  for (const { id, kind, changes } of changed) {
    const own = changes.filter(({ property }) => !['comment', 'owner', 'access'].includes(property))
    const alteration: Alteration =
      own.length === 0
        ? { how: 'in place', drafts: [] }
        : rule(rules, kind).alter(factIn(before, id), factIn(after, id), own, world)
    if (alteration.how === 'replace') isReplaced.add(id)
    if (alteration.how === 'refuse') throw new Error(`refused: ${id}, ${alteration.why}`)
    alterations.set(id, alteration)
  }
  const drafts = [
    ...ordered(before)
      .reverse()
      .filter(({ id }) => world.isDropped(id))
      .flatMap((fact) => rule(rules, fact.kind).drop(fact, world)),
    ...ordered(after).flatMap(({ id }) => {
      const alteration = alterations.get(id)
      return alteration?.how === 'in place' ? alteration.drafts : []
    }),
    ...ordered(after)
      .filter(({ id }) => world.isNew(id))
      .flatMap((fact) => joined(rule(rules, fact.kind).create(fact, world), aspectsOf(fact, null, after))),
    ...changed.filter(({ id }) => !isReplaced.has(id)).flatMap(({ id }) => aspectsOf(factIn(after, id), before, after)),
  ]
  const verdicts = Object.fromEntries([...alterations].map(([id, { how }]): [ObjectId, Alteration['how']] => [id, how]))
  return { drafts, verdicts }
}

/** What comes with a new object comes in its own transaction. */
function joined([first, ...rest]: readonly Draft[], aspects: readonly Draft[]): readonly Draft[] {
  if (first === undefined) return aspects
  return [{ ...first, statements: [first, ...rest, ...aspects].flatMap(({ statements }) => statements) }]
}

/** @param before null where the object is new: then nobody waits for it */
function aspectsOf(fact: Fact, before: Needs | null, { definition }: Needs): Draft[] {
  const { id } = fact
  const was = before?.definition
  const owner = definition.owners[id]
  const drafts = [
    commentDraft(fact, was?.comments[id] ?? null, definition.comments[id] ?? null),
    owner === undefined || owner === was?.owners[id] ? null : ownerDraft(fact, owner),
    ...accessDrafts(fact, was?.access[id] ?? null, definition.access[id] ?? null),
  ].filter((draft) => draft !== null)
  return was === undefined ? drafts.map(({ action, title, statements }) => ({ action, title, statements })) : drafts
}

function rule(rules: RulesByKind, kind: FactKind): KindRules<FactKind> {
  const found: KindRules<FactKind> | undefined = rules[kind]
  if (found === undefined) throw new Error(`no rules of ${kind} are at hand here`)
  return found
}

function factIn({ facts }: Needs, id: ObjectId): Fact {
  const fact = facts.get(id)
  if (fact === undefined) throw new Error(`${id} is missing`)
  return fact
}

function ordered(side: Needs): Fact[] {
  const found = new Set<ObjectId>()
  const visit = (id: ObjectId, path: readonly ObjectId[]): void => {
    if (found.has(id) || path.includes(id)) return
    for (const needed of side.needs(id)) visit(needed, [...path, id])
    found.add(id)
  }
  for (const id of side.facts.keys()) visit(id, [])
  return [...found].map((id) => factIn(side, id))
}

async function run(database: Database, draft: Draft, old: ReadonlyMap<string, Relation>): Promise<Lock[]> {
  return database.transaction(async (session) => {
    for (const statement of draft.statements) await execute(session, statement)
    return observedLocks(session, old)
  })
}

const relations = `select c.oid::text, n.nspname as schema, c.relname as name
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S') and c.oid >= 16384`
