import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@understudy/server/client'
import { type Cost, cost, inTurns } from './in-turns.ts'
import { type Measured, measure, median } from './measure.ts'
import { emailPattern, notNull, phonePattern } from './quality-rules.ts'
import type { BenchContext, Ratio } from './ratio.ts'
import { type Asking, Requests } from './requests.ts'
import { type ServedVariant, serveVariant } from './served.ts'
import { servedCustomers } from './served-customers.ts'

const ROWS = 1_000_000
const SMALL = 20_000
/** Until both have been compiled as far as they will be: before, each request costs half as much again. */
const WARM = 25_000
const PAGES = 400
const PAGE = 1000
const CONNECTIONS = 16
const TURNS = 20

/**
 * The server over its embedded store against node:http over SQLite with the same rows, and its jobs against the command line.
 * What a description costs, and what jobs do, has floors that we set ourselves: nobody has measured the like.
 */
export async function serverBench({ rounds, scratch }: BenchContext): Promise<Ratio[]> {
  const place = join(scratch, 'server')
  await mkdir(place)
  const files = {
    rows: join(place, 'customers.ndjson'),
    schema: join(place, 'schema.json'),
    rules: join(place, 'rules.json'),
  }
  await writeFile(files.schema, JSON.stringify(servedCustomers))
  await writeFile(files.rules, JSON.stringify(rules))
  await generateByCommand(files)
  const [data, about] = [join(place, 'data'), join(place, 'about.json')]
  await measure('prepare-served', [data, about, files.rows])
  const served = async <T>(work: (ours: ServedVariant, plain: ServedVariant) => Promise<T>): Promise<T> => {
    const ours = await serveVariant('served-understudy.mjs', [data, about])
    const plain = await serveVariant('served-plain', [join(place, 'plain.db'), files.rows])
    try {
      return await work(ours, plain)
    } finally {
      await ours.stop()
      await plain.stop()
    }
  }
  const small: [Cost, Cost][] = []
  // A process is faster or slower than another one of the same program, by a tenth, for as long as it lives.
  for (let round = 0; round < rounds; round++) small.push(...(await served(smallGets)))
  return served(async (ours, plain) => [
    {
      what: 'a small GET, against node:http with nothing around it, processor time of the server',
      ratio: against(small, 'cpu'),
      goal: 0.9,
      detail: each(small, SMALL / TURNS),
    },
    ...(await overHttp(rounds, ours, plain, files.rows)),
    ...(await jobs(rounds, ours, files)),
  ])
}

async function smallGets(ours: ServedVariant, plain: ServedVariant): Promise<[Cost, Cost][]> {
  const [own, other] = [ours, plain].map(({ said }) => ({ url: `${said['url']}/healthz` })) as [Asking, Asking]
  const requests = new Requests(CONNECTIONS)
  for (const asking of [own, other]) await requests.all(WARM, () => asking)
  requests.close()
  return inTurns({ count: SMALL, turns: TURNS, connections: CONNECTIONS }, [
    { server: ours, one: () => own },
    { server: plain, one: () => other },
  ])
}

async function overHttp(rounds: number, ours: ServedVariant, plain: ServedVariant, file: string): Promise<Ratio[]> {
  const requests = new Requests(CONNECTIONS)
  const { url: own = '', key, team } = ours.said
  const { url: other = '' } = plain.said
  const dataset = `${own}/api/teams/${team}/datasets/customers`
  const exported = [`${dataset}/export`, `${other}/export`] as const
  const expected = await hashOf(file)
  const described: [Cost, Cost][] = []
  const pages: [Cost, Cost][] = []
  const exports: [Cost, Cost][] = []
  try {
    // No time counts before both have answered with the very same bytes.
    for (const url of exported) {
      const { hash } = await requests.drain({ url, key }, true)
      if (hash !== expected) throw new Error(`${url} answers other rows`)
    }
    const cursors = await cursorsOf(requests, `${dataset}/rows`, key)
    for (const server of [own, other]) await requests.all(WARM, () => ({ url: `${server}/healthz` }))
    for (let round = 0; round < rounds; round++) {
      const both = (count: number, turns: number, mine: (i: number) => Asking, theirs: (i: number) => Asking) =>
        inTurns({ count, turns, connections: CONNECTIONS }, [
          { server: ours, one: mine },
          { server: plain, one: theirs },
        ])
      described.push(
        ...(await both(
          SMALL / 5,
          TURNS,
          () => ({ url: dataset, key }),
          (i) => ({ url: `${other}/one?id=${1 + (i % ROWS)}` }),
        )),
      )
      pages.push(
        ...(await both(
          PAGES,
          1,
          (i) => ({ url: `${dataset}/rows?limit=${PAGE}${cursors[i % cursors.length]}`, key }),
          (i) => ({ url: `${other}/rows?limit=${PAGE}&cursor=${(i % cursors.length) * PAGE}` }),
        )),
      )
      requests.renew()
      const [mine, theirs] = exported
      const one = await cost(ours, async () => (await requests.drain({ url: mine, key }, false)).seconds)
      exports.push([one, await cost(plain, async () => (await requests.drain({ url: theirs }, false)).seconds)])
    }
  } finally {
    requests.close()
  }
  const { peakMiB } = await ours.usage()
  return [
    {
      what: 'a description of a dataset for a key that is looked up, against a row of SQLite for anybody, processor time',
      ratio: against(described, 'cpu'),
      goal: 0.04,
      detail: each(described, SMALL / 5 / TURNS),
    },
    {
      what: `a page of ${PAGE} rows, noted in the trail, against all() and JSON.stringify in node:http, wall`,
      ratio: against(pages, 'wall'),
      goal: 1.9,
      detail: each(pages, PAGES),
    },
    {
      what: 'the same, processor time of the server',
      ratio: against(pages, 'cpu'),
      goal: 1.9,
      detail: each(pages, PAGES),
    },
    {
      what: 'an export of a million rows as NDJSON, against iterate() and JSON.stringify in node:http, wall',
      ratio: against(exports, 'wall'),
      goal: 2.5,
      detail: each(exports, 1),
    },
    {
      what: 'the same, processor time of the server',
      ratio: against(exports, 'cpu'),
      goal: 2.5,
      detail: each(exports, 1),
    },
    {
      what: 'peak memory of the server after all of these, against 200 MiB',
      ratio: peakMiB / 200,
      goal: 1,
      atMost: true,
      detail: `${peakMiB} MiB`,
    },
  ]
}

type Files = { readonly rows: string; readonly schema: string; readonly rules: string }

async function jobs(rounds: number, ours: ServedVariant, files: Files): Promise<Ratio[]> {
  const { url = '', key = '', team = '' } = ours.said
  const api = createClient(url, { key })
  const param = { team }
  const dataset = 'generated'
  const done = async ({ id }: { id: string }) => {
    for await (const { type } of api.jobEvents({ team, job: id })) if (type === 'job.completed') return
    throw new Error('a job has failed')
  }
  const timed = (work: () => Promise<unknown>) => async () => {
    const started = performance.now()
    await work()
    return (performance.now() - started) / 1000
  }
  const ruled = { param: { team, dataset: 'customers' }, json: { rules: JSON.parse(JSON.stringify(rules)) } }
  await api.put('/teams/:team/datasets/:dataset/quality/rules', ruled)
  const generated: [Cost, Cost][] = []
  const checked: [Cost, Cost][] = []
  for (let round = 0; round < rounds; round++) {
    const made = await cost(
      ours,
      timed(async () => {
        const json = { dataset, schema: servedCustomers, rows: ROWS, seed: 7 }
        await done(await api.post('/teams/:team/generate', { param, json }))
      }),
    )
    generated.push([made, await generateByCommand(files, `${files.rows}.again`)])
    const judged = await cost(
      ours,
      timed(async () => {
        await done(await api.post('/teams/:team/quality/validate', { param, json: { dataset: 'customers' } }))
      }),
    )
    checked.push([
      judged,
      await measure('understudy-cli.mjs', [ROWS, 'quality', 'check', files.rows, '--rules', files.rules]),
    ])
  }
  const { runs } = await api.get('/teams/:team/quality/history', { param, query: { limit: 1 } })
  if (runs[0]?.outcome !== 'passed') throw new Error('the check of the job did not pass')
  return [
    {
      what: 'generate a million rows as a job, compressed, sealed and published, against the command line that writes a file, wall',
      ratio: against(generated, 'wall'),
      goal: 0.25,
      detail: each(generated, 1),
    },
    {
      what: 'check ten rules over a million rows as a job, against the command line over the file, wall',
      ratio: against(checked, 'wall'),
      goal: 0.4,
      detail: each(checked, 1),
    },
  ]
}

async function generateByCommand({ rows, schema }: Files, out = rows): Promise<Measured> {
  await rm(out, { force: true })
  const where = ['--format', 'ndjson', '--out', out]
  return measure('understudy-cli.mjs', [ROWS, 'generate', '--schema', schema, '--rows', ROWS, '--seed', 7, ...where])
}

const of = (id: string, type: string, more: object) => ({ id, type, entity: 'customers', ...more })
const rules = {
  kind: 'understudy.quality-rules',
  version: 1,
  completenessRules: notNull.map((column) => of(`null_${column}`, 'notNull', { column })),
  consistencyRules: [
    of('unique_id', 'unique', { columns: ['id'] }),
    of('unique_email', 'unique', { columns: ['email'] }),
  ],
  formatRules: [
    of('email', 'regex', { column: 'email', pattern: emailPattern }),
    of('phone', 'regex', { column: 'phone', pattern: phonePattern }),
  ],
}

/** Where each page begins, as the server says it; the first begins without saying. */
async function cursorsOf(requests: Requests, url: string, key: string | undefined): Promise<string[]> {
  const cursors = ['']
  while (cursors.length < PAGES) {
    const page = JSON.parse((await requests.read({ url: `${url}?limit=${PAGE}${cursors.at(-1)}`, key })).toString())
    cursors.push(`&cursor=${encodeURIComponent(page.next)}`)
  }
  return cursors
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('md5')
  for await (const piece of createReadStream(file)) hash.update(piece)
  return hash.digest('hex')
}

function against(rounds: readonly (readonly [Cost, Cost])[], of: keyof Cost): number {
  return median(rounds.map(([own, base]) => base[of] / own[of]))
}

function each(rounds: readonly (readonly [Cost, Cost])[], count: number): string {
  const side = (index: 0 | 1) => {
    const figure = (of: keyof Cost) => (1000 * median(rounds.map((round) => round[index][of]))) / count
    return `${figure('wall').toFixed(3)} ms (${figure('cpu').toFixed(3)} CPU)`
  }
  return `${side(0)} against ${side(1)}`
}
