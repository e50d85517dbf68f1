import { withScratchDatabase } from '../../../catalog/scratch.ts'
import { migrationResults } from '../../migrations/migration-results.ts'
import { testMigrations } from '../../migrations/test-migrations.ts'
import type { SuitePart } from '../suite-part.ts'

export const migrationPart: SuitePart = {
  name: 'migrations',
  category: 'migration',
  steps: ({ client, config: { migrations, signal }, say }) =>
    migrations === undefined
      ? []
      : [
          {
            name: 'migrations',
            run: async () => {
              const options = { signal, onProgress: say, ...migrations.options }
              return await withScratchDatabase(client.config.databaseUrl, async (database) =>
                migrationResults(await testMigrations(database, migrations.source, options)),
              )
            },
          },
        ],
}
