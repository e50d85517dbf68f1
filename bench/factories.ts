import { CUSTOMERS, LINES, ORDERS } from './factories-shop.ts'
import { type Measured, measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const TABLES = 3
const HELD = CUSTOMERS * ORDERS * LINES
const ROWS = CUSTOMERS + CUSTOMERS * ORDERS + HELD

export async function factoriesBench({ rounds, url }: BenchContext): Promise<Ratio[]> {
  const env = { BENCH_URL: url }
  await check(env)
  const graphs: Measured[] = []
  const each: Measured[] = []
  for (let round = 0; round < rounds; round++) {
    graphs.push(await measure('factories-graph', [], env))
    each.push(await measure('factories-each', [], env))
  }
  if ([...graphs, ...each].some(({ rows }) => rows !== ROWS)) throw new Error('rows were lost')
  const of = (measured: readonly Measured[], name: string): number[] => measured.map(({ said }) => Number(said[name]))
  const against = (name: string): number => {
    const loops = of(each, name)
    return median(of(graphs, name).map((seconds, i) => loops[i]! / seconds))
  }
  const figures = (name: string): string =>
    `${(median(of(graphs, name)) * 1000).toFixed(0)} ms against ${median(of(each, name)).toFixed(2)} s`
  return [
    {
      what: `create a graph of ${ROWS} rows over ${TABLES} tables by ${TABLES} statements, against the same factories row by row`,
      ratio: against('again'),
      goal: 20,
      detail: `${figures('again')}; the first graph of a process ${figures('first')}`,
    },
  ]
}

/** Every row where it belongs, as few statements as tables, and the very same rows as row by row, where the calls are the same. */
async function check(env: Record<string, string>): Promise<void> {
  const [graph, levels, each] = [
    await measure('factories-graph', ['checked'], env),
    await measure('factories-levels', ['checked'], env),
    await measure('factories-each', ['checked'], env),
  ]
  for (const { rows, said } of [graph, levels, each]) {
    const isWhole = rows === ROWS && said['held'] === HELD && String(said['shape']) === String([ORDERS, LINES])
    if (!isWhole) throw new Error('a graph is not whole')
  }
  if (levels.said['hash'] !== each.said['hash']) throw new Error('the created rows are not the same')
  for (const { said } of [graph, levels]) {
    if (Number(said['statements']) > TABLES) throw new Error(`there were ${said['statements']} statements`)
  }
  if (each.said['statements'] !== ROWS) throw new Error('the reference does not create row by row')
}
