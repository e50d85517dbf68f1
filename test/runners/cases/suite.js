// What the cases of all runners have in common; it stands beside them when they run.
import { strict as assert } from 'node:assert'
import { appendFileSync, readFileSync } from 'node:fs'
import { threadId } from 'node:worker_threads'

/** Of the suite. Every event is told, with the worker that it happened in: a process, or a thread of one. */
export const config = { seed: 7, onEvent: (event) => tell({ event: event.type, testId: event.testId }) }

/** For one test: a database of its own, whatever the others have. */
export const ownDatabase = {
  database: { isolation: process.env.UNDERSTUDY_DATABASE_URL?.startsWith('sqlite') ? 'file' : 'clone' },
}

/** For one test: nothing listens there. */
export const nowhere = { database: { url: 'postgres://nobody@127.0.0.1:1/nothing' } }

/** For one test: what it leaves behind fails it. */
export const noLeaks = { database: { leaks: 'fail' } }

/** Every test adds the same row, and sees no other than that and the one that was there before. */
export async function addsOneRow({ database, isolation, metadata }) {
  await database.query('insert into notes (id, text) values (2, $1)', [metadata.name])
  await allWorkersAreHere()
  const rows = await database.query('select id, text from notes order by id')
  assert.deepEqual(
    rows.map(({ id, text }) => `${id} ${text}`),
    ['1 before', `2 ${metadata.name}`],
  )
  const { name, seed, testId } = metadata
  tell({ name, seed, testId, isolation })
}

/** Keeps a lock of its session. */
export async function keepsALock({ database }) {
  await database.query('select pg_advisory_lock(4242)')
}

export async function findsAnEmptyShelf({ database }) {
  await database.query("insert into notes (id, text) values (2, 'a failing test')")
  throw new Error('the shelf is empty')
}

/** Longer than its test has. */
export const never = () => new Promise((resolve) => setTimeout(resolve, 2500))

/** As a machine that runs out of memory does it, in the middle of a test. */
export async function isKilled({ database }) {
  await database.query("insert into notes (id, text) values (2, 'killed')")
  process.kill(process.pid, 'SIGKILL')
  await never()
}

/** Nobody is early: else one worker may have done all before another has begun. */
async function allWorkersAreHere() {
  tell({ event: 'arrived' })
  const here = () => new Set(readFileSync(process.env.TOLD, 'utf8').match(/"worker":"[^"]+"/g)).size
  for (let waited = 0; here() < Number(process.env.WORKERS) && waited < 20_000; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function tell(line) {
  appendFileSync(process.env.TOLD, `${JSON.stringify({ worker: `${process.pid}.${threadId}`, ...line })}\n`)
}
