import { measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const ROWS = 300_000

/**
 * Copying the rows of a file against INSERT … SELECT over ATTACH, which no value leaves: as it is, where SQLite moves whole
 * records, and with three columns changed by SQL. A clone reads behind the guard, hashes every value, and binds it anew.
 */
export async function cloneSqliteBench({ rounds }: BenchContext): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const masks of [0, 3]) {
    const plain: number[] = []
    const cloned: number[] = []
    for (let round = 0; round < rounds; round++) {
      const { rows, said } = await measure('understudy-sqlite-clone', [ROWS, masks])
      if (rows !== ROWS) throw new Error(`${rows} rows were cloned`)
      if (masks === 0 ? said['same'] !== true : said['masked'] !== ROWS)
        throw new Error('the copy is not what it should be')
      plain.push(Number(masks === 0 ? said['attached'] : said['touched']))
      cloned.push(Number(said['cloned']))
    }
    ratios.push({
      what: `copy ${ROWS / 1000}k rows from SQLite to SQLite with ${masks} masks, against INSERT … SELECT over ATTACH${masks === 0 ? '' : ' of three changed columns'}`,
      ratio: median(cloned.map((cpu, i) => cpu / plain[i]!)),
      goal: 30,
      atMost: true,
      detail: `${median(cloned).toFixed(2)} CPU s against ${median(plain).toFixed(2)} CPU s`,
    })
  }
  return ratios
}
