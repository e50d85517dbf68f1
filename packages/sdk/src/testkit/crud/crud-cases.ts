import { messageOf } from '../../errors.ts'
import type { Row } from '../client/test-statements.ts'
import { type CrudGround, type CrudOutcome, CrudRun } from './crud-ground.ts'
import { differingFields } from './differing-fields.ts'

export interface CrudCase {
  readonly name: string
  readonly run: (ground: CrudGround) => Promise<CrudOutcome>
}

/** What is wrong, as a sentence; undefined where nothing is. */
type Check = (run: CrudRun) => Promise<string | undefined | Skipped>

interface Skipped {
  readonly skipped: string
}

const additions = 8

const create: Check = (run) =>
  run.undone(async () => {
    const key = await run.create(run.ground.first)
    const found = await run.find(key)
    return found
      ? differing('a row is not read as it was created', run.ground.first, found)
      : 'a row that was created is not found'
  })

const read: Check = (run) =>
  run.undone(async () => {
    const { first, second } = run.ground
    const keys = [await run.create(first), await run.create(second)]
    const found = [await run.find(keys[0]), await run.find(keys[1])]
    if (!found[0] || !found[1]) return 'of two rows one is not found'
    return (
      differing('of two rows the first is read as another one', first, found[0]) ??
      differing('of two rows the second is read as another one', second, found[1])
    )
  })

const update: Check = (run) =>
  run.undone(async () => {
    const { first, second, changes } = run.ground
    if (Object.keys(changes).length === 0) return { skipped: 'there is no field that could change: all are of the key' }
    const [key, other] = [await run.create(first), await run.create(second)]
    await run.update(key, changes)
    const [found, beside] = [await run.find(key), await run.find(other)]
    if (!found) return 'a row is not found after its update'
    return (
      differing('an update did not change what it was to change', changes, found) ??
      differing('an update changed more than it was to change', without(first, changes), found) ??
      differing('an update changed another row', second, beside ?? {})
    )
  })

const remove: Check = (run) =>
  run.undone(async () => {
    const [key, other] = [await run.create(run.ground.first), await run.create(run.ground.second)]
    await run.delete(key)
    if (await run.find(key)) return 'a row that was deleted is still found'
    return (await run.find(other)) ? undefined : 'a deletion took another row along'
  })

const twice: Check = (run) =>
  run.undone(async () => {
    const { first, key } = run.ground
    if (key.some((field) => first[field] === undefined)) return { skipped: 'the key is given by the database' }
    await run.create(first)
    try {
      await run.ground.repository.create(first)
    } catch {
      // Whatever it says: a second row with the same key is refused.
      return undefined
    }
    return 'a second row with the same key was let in'
  })

const absent: Check = (run) =>
  run.undone(async () => {
    const { first, second, changes } = run.ground
    const [gone, other] = [await run.create(first), await run.create(second)]
    await run.delete(gone)
    if (await run.find(gone)) return 'a row that is not there is found'
    const updated = await answerOf(() => run.ground.repository.update(gone, changes))
    if (claims(updated)) return `an update of a row that is not there claims to have changed it`
    if (await run.find(gone)) return 'an update of a row that is not there created it'
    const deleted = await answerOf(() => run.ground.repository.delete(gone))
    if (claims(deleted)) return `a deletion of a row that is not there claims to have deleted it`
    return differing(
      'what was done to a row that is not there changed another one',
      second,
      (await run.find(other)) ?? {},
    )
  })

const concurrent: Check = async (run) => {
  const { first, changes, counter, repository, transaction = (work) => work() } = run.ground
  const key = await run.create(first)
  if (Object.keys(changes).length > 0) {
    const before = (await run.find(key)) ?? {}
    const back = Object.fromEntries(Object.keys(changes).map((field) => [field, before[field]]))
    const all = [changes, back]
    const settled = await Promise.allSettled(all.map((one) => transaction(() => run.update(key, one))))
    const done = all.filter((_, at) => settled[at]?.status === 'fulfilled')
    if (done.length === 0) return `of two updates of one row none was done: ${reasons(settled)}`
    const found = await run.find(key)
    if (!found) return 'a row is not found after two updates of it'
    if (done.every((one) => differingFields(one, found).length > 0)) {
      return 'after two updates of one row it is as neither of those left it that were done'
    }
  }
  if (!counter) return undefined
  const numberNow = async () => Number((await run.find(key))?.[counter.field])
  const start = await numberNow()
  await transaction(() => counter.add(repository, key))
  const afterOne = await numberNow()
  const step = afterOne - start
  if (!(Math.abs(step) > 0)) return `adding to ${counter.field} does not change it`
  const added = Array.from({ length: additions }, () => transaction(() => counter.add(repository, key)))
  const done = (await Promise.allSettled(added)).filter(({ status }) => status === 'fulfilled').length
  const lost = done - Math.round(((await numberNow()) - afterOne) / step)
  if (lost === 0) return undefined
  return `of ${done} additions to ${counter.field} that were done at the same time ${lost} were lost`
}

const rollback: Check = async (run) => {
  const { first, second, changes, transaction } = run.ground
  if (!transaction) {
    return { skipped: 'the repository has no transaction(work), and is not made by a function of the client' }
  }
  const key = await run.create(first)
  let done: { readonly other: unknown } | undefined
  const failure = await transaction(async () => {
    const other = await run.ground.repository.create(second)
    if (Object.keys(changes).length > 0) await run.ground.repository.update(key, changes)
    done = { other }
    throw new Error('undone, as a test does')
  }).then(
    () => undefined,
    (thrown: unknown) => messageOf(thrown),
  )
  if (!done) return `in a transaction the repository fails: ${failure}`
  if (failure === undefined) return 'a transaction whose work failed did not fail'
  const found = await run.find(key)
  if (!found) return 'a rollback took along what was there before'
  if (run.ground.key.every((field) => second[field] !== undefined)) {
    const gone = run.keyOf(second, done.other)
    if (await run.find(gone)) return 'a row that was created in a transaction is there after its rollback'
  }
  return differing('an update is there after its rollback', first, found)
}

export const crudCases: readonly CrudCase[] = [
  { name: 'create', run: judged(create) },
  { name: 'read', run: judged(read) },
  { name: 'update', run: judged(update) },
  { name: 'delete', run: judged(remove) },
  { name: 'the same key twice', run: judged(twice) },
  { name: 'absent rows', run: judged(absent) },
  { name: 'concurrent updates', run: judged(concurrent) },
  { name: 'rollback', run: judged(rollback) },
]

function judged(check: Check): CrudCase['run'] {
  return async (ground) => {
    const run = new CrudRun(ground)
    const wrong = await check(run).finally(() => run.clear())
    if (typeof wrong === 'object') return { status: 'skipped', message: wrong.skipped, rows: run.rows }
    return { status: wrong === undefined ? 'passed' : 'failed', message: wrong ?? null, rows: run.rows }
  }
}

function differing(what: string, written: Row, read: Row): string | undefined {
  const fields = differingFields(written, read)
  return fields.length === 0 ? undefined : `${what}: ${fields.join(', ')}`
}

function without(row: Row, changes: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !Object.hasOwn(changes, field)))
}

/** An error says that there is no such row as well as an answer does. */
async function answerOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  } catch {
    return undefined
  }
}

function claims(answer: unknown): boolean {
  return (
    answer === true || (typeof answer === 'number' && answer > 0) || (typeof answer === 'object' && answer !== null)
  )
}

function reasons(settled: readonly PromiseSettledResult<unknown>[]): string {
  return settled.flatMap((one) => (one.status === 'rejected' ? [messageOf(one.reason)] : [])).join('; ')
}
