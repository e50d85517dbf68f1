import pg from 'pg'

/** A database with something in it on the server of BENCH_URL, gone at the end of the scope. */
export async function benchDatabase(
  name: string,
  statements: readonly string[],
): Promise<{ url: string } & AsyncDisposable> {
  await run([`drop database if exists ${name} with (force)`, `create database ${name}`])
  const url = new URL(process.env['BENCH_URL']!)
  url.pathname = `/${name}`
  await run(statements, url.href)
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => run([`drop database ${name} with (force)`]),
  }
}

async function run(statements: readonly string[], url = process.env['BENCH_URL']): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
