/**
 * A team plays through a working day on a server that nobody administers yet: `npm start` in the workspace, then
 * `node play.ts 'http://127.0.0.1:4600/#/link/…'` with the link that it prints.
 */
import { strict as assert } from 'node:assert'
import { ApiError, createClient } from '@understudy/server/client'
import { runTests } from './run-tests.ts'
import { schema } from './schema.ts'
import { signIn } from './sign-in.ts'

const [link] = process.argv.slice(2)
if (!link) throw new Error('Give the link that the server printed when it started.')
const { origin: url } = new URL(link)
const done = (what: string) => console.log(`✓ ${what}`)

// Whoever runs the server makes the team and invites the one who is in charge of it. He himself does not see its data.
const operator = createClient(url, {
  key: await signIn(url, { link, name: 'Olga', password: 'tin opener marmalade 7' }),
})
const team = `checkout-${Date.now().toString(36)}`
await operator.post('/teams', { json: { slug: team, name: 'Checkout' } })
const invitation = await operator.post('/teams/:team/members', {
  param: { team },
  json: { email: `grace@${team}.example`, name: 'Grace', role: 'admin' },
})
await assert.rejects(operator.get('/teams/:team/datasets', { param: { team } }), answers('FORBIDDEN'))
done(`the team ${team} is there, and Grace is invited`)

const api = createClient(url, {
  key: await signIn(url, { link: invitation.link.url, password: 'paper boats at noon 12' }),
})
const param = { team, dataset: 'accounts' }

// Rows are described, and made by a worker of the server. Nothing of a version is seen before all of it is there.
async function generate(rows: number, seed: number): Promise<void> {
  await finished(
    await api.post('/teams/:team/generate', { param: { team }, json: { dataset: 'accounts', schema, rows, seed } }),
  )
}
await generate(200, 1)
const { publishedVersion } = await api.get('/teams/:team/datasets/:dataset', { param })
assert.equal(publishedVersion, 1)
done('200 accounts are generated, as version 1')

// Rules are suggested out of schema and rows; somebody looks at them; then every version can be held against them.
const suggested = await api.get('/teams/:team/datasets/:dataset/quality/suggestions', { param })
await api.put('/teams/:team/datasets/:dataset/quality/rules', { param, json: { rules: suggested.rules } })
await finished(await api.post('/teams/:team/quality/validate', { param: { team }, json: { dataset: 'accounts' } }))
const { runs } = await api.get('/teams/:team/quality/history', { param: { team } })
assert.equal(runs[0]?.outcome, 'passed')
done('their quality is checked, and they have passed')

// Two Vitest workers take accounts of this one dataset at the same time, by a key that may do no more than that.
const made = await api.post('/keys', { json: { team, name: 'tests', scopes: ['datasets.read', 'leases.take'] } })
await runTests({ url, team, key: made.text })
const { leases } = await api.get('/teams/:team/leases', { param: { team } })
assert.deepEqual(leases, [])
done('tests in two workers have leased accounts, none twice, and gave all of them back')

// The next version, of the same seed: what was there stays as it is, and some more come.
await generate(250, 1)
const diff = await api.get('/teams/:team/datasets/:dataset/diff', { param, query: { from: 1, to: 2 } })
const { same, added, removed, changed } = diff
assert.deepEqual({ same, added, removed, changed }, { same: 200, added: 50, removed: 0, changed: 0 })
done('version 2 has 50 accounts more than version 1, and the same 200')

const csv = await api.download('/teams/:team/datasets/:dataset/export', { param, query: { format: 'csv' } })
let lines = 0
for await (const piece of csv.bytes) lines += Buffer.from(piece).toString().split('\n').length - 1
assert.equal(lines, 251)
done(`${csv.file} has all 250 of version ${csv.version}, and a header`)

// The key is replaced without an overlap: the old one opens nothing from then on.
const next = await api.post('/keys/:key/rotate', { param: { key: made.key.id }, json: { overlapHours: 0 } })
const read = (key: string) => createClient(url, { key }).get('/teams/:team/datasets', { param: { team } })
await assert.rejects(read(made.text), answers('UNAUTHENTICATED'))
assert.equal((await read(next.text)).datasets.length, 1)
done('the key is rotated')

const trail = await api.get('/audit/verify', { query: { team } })
assert.equal(trail.intact, true)
done(`the trail of the team is whole: ${trail.entries} entries`)

await api.delete('/teams/:team/datasets/:dataset', { param })
await assert.rejects(api.get('/teams/:team/datasets/:dataset', { param }), answers('NOT_FOUND'))
assert.equal((await api.get('/audit/verify', { query: { team } })).intact, true)
done('the accounts are erased; that they were there and who read them is still in the trail')

/** Listens to a job until it has ended, which is well. */
async function finished({ id }: { id: string }): Promise<void> {
  for await (const { type } of api.jobEvents({ team, job: id })) if (type === 'job.completed') return
  const { errorMessage } = await api.get('/teams/:team/jobs/:job', { param: { team, job: id } })
  throw new Error(`the job ${id} has failed: ${errorMessage}`)
}

function answers(code: string) {
  return (thrown: unknown) => thrown instanceof ApiError && thrown.code === code
}
