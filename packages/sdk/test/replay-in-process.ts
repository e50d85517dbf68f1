import { replay } from '../src/context/replay.ts'
import { connect } from '../src/database/connect.ts'
import { UnderstudyError } from '../src/errors.ts'
import { data } from './shop-needs.ts'

/** A process that knows nothing but a token and a database: it prints the rows, or the code of what it was refused with. */
const [token = '', url = ''] = process.argv.slice(2)
try {
  await using database = await connect(url)
  const { lines } = await replay(token, { database, needs: data })
  process.stdout.write(`${lines.join('\n')}\n`)
} catch (thrown) {
  if (!(thrown instanceof UnderstudyError)) throw thrown
  process.stdout.write(`${thrown.code}: ${thrown.message}\n`)
}
