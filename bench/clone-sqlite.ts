import { measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const ROWS = 300_000

/**
 * Copying the rows of a file against INSERT … SELECT over ATTACH, which no value leaves: a clone reads the source behind
 * the guard and hashes every value on its way.
 */
export async function cloneSqliteBench({ rounds }: BenchContext): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const masks of [0, 3]) {
    const attached: number[] = []
    const cloned: number[] = []
    for (let round = 0; round < rounds; round++) {
      const { rows, said } = await measure('understudy-sqlite-clone', [ROWS, masks])
      if (rows !== ROWS) throw new Error(`${rows} rows were cloned`)
      if (masks === 0 ? said['same'] !== true : said['masked'] !== ROWS)
        throw new Error('the copy is not what it should be')
      attached.push(Number(said['attached']))
      cloned.push(Number(said['cloned']))
    }
    ratios.push({
      what: `copy ${ROWS / 1000}k rows from SQLite to SQLite with ${masks} masks, against INSERT … SELECT over ATTACH`,
      ratio: median(cloned.map((cpu, i) => cpu / attached[i]!)),
      goal: masks === 0 ? 10 : 15,
      atMost: true,
      detail: `${median(cloned).toFixed(2)} CPU s against ${median(attached).toFixed(2)} CPU s`,
    })
  }
  return ratios
}
