import type pg from 'pg'
import { CopyIn } from '../../../database/postgres/copy-in.ts'
import type { Job } from './job.ts'
import { summingQuery } from './summing-query.ts'

export interface Performed {
  /** As pg answers: one result, or one for each statement of a string. */
  readonly result: unknown
  /** Commands, numbers of rows and a sum over the rows. */
  readonly done: string
}

/** Runs a job, and with a statement what goes behind it, on a client; `after` is called before anybody else hears of the answer, so that it may send what follows. */
export function perform(
  driver: typeof pg,
  client: pg.Client,
  job: Job,
  after: (thrown?: unknown) => void,
  behind?: readonly string[],
): Promise<Performed> {
  if (job.kind === 'copy') {
    const copy = client.query(new CopyIn(job.text, job.kept ?? job.chunks))
    return copy.rows.then(
      (rows) => {
        after()
        return { result: rows, done: `COPY ${rows}` }
      },
      (thrown: unknown) => {
        after(thrown)
        throw copy.producerFailure ? copy.producerFailure.thrown : thrown
      },
    )
  }
  return new Promise((resolve, reject) => {
    const query = new (summingQuery(driver))(job.config, job.values, behind)
    query.callback = (error, result) => {
      after(error ?? undefined)
      if (error) reject(error)
      else resolve({ result, done: doneOf(result, query.sum) })
    }
    client.query(query)
  })
}

export function doneOf(result: pg.QueryResult | pg.QueryResult[], sum: string): string {
  const results = Array.isArray(result) ? result : [result]
  return `${results.map(({ command, rowCount }) => `${command} ${rowCount}`).join(', ')} ${sum}`
}
