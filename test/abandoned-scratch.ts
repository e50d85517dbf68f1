import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../packages/sdk/src/database/connect.ts'
import { abandonedScratchNames } from '../packages/sdk/src/database/postgres/scratch-name.ts'

const patience = 10_000

/**
 * Scratch databases of the server that nobody has any more and nobody removes. Other files of tests use the server too:
 * what lives is theirs, and what one of them leaves on purpose it removes soon.
 */
export async function abandonedScratch(url: string): Promise<string[]> {
  await using database = await connect(url)
  const deadline = Date.now() + patience
  let standing = await abandonedScratchNames(database)
  while (standing.length > 0 && Date.now() < deadline) {
    await sleep(200)
    const now = new Set(await abandonedScratchNames(database))
    standing = standing.filter((name) => now.has(name))
  }
  return standing
}
