import { connect } from '../database/connect.ts'
import type { CatalogSource } from './analyze/source.ts'
import { type AnalyzeOptions, analyzeSchema } from './analyze.ts'
import type { SchemaDefinition } from './definition.ts'
import { type CompareOptions, compareSchemas } from './diff/compare-schemas.ts'
import type { SchemaDiff } from './diff/schema-diff.ts'
import { generateMigrationScript, type MigrationOptions } from './migration/generate-migration-script.ts'
import type { MigrationScript } from './migration/step.ts'

/** Reads, compares and migrates schemas; each method is a function that is exported beside it. */
export class SchemaAnalyzer {
  /** @param source a database, or the URL of one */
  async analyzeSchema(source: CatalogSource | string, options: AnalyzeOptions = {}): Promise<SchemaDefinition> {
    if (typeof source !== 'string') return await analyzeSchema(source, options)
    await using database = await connect(source, { create: false })
    return await analyzeSchema(database, options)
  }

  compareSchemas(a: SchemaDefinition, b: SchemaDefinition, options: CompareOptions = {}): SchemaDiff {
    return compareSchemas(a, b, options)
  }

  generateMigrationScript(a: SchemaDefinition, b: SchemaDefinition, options: MigrationOptions = {}): MigrationScript {
    return generateMigrationScript(a, b, options)
  }
}
