import { z } from 'zod'
import { policyFile } from '../src/anonymize/policy/policy-file.ts'
import { subsetFile } from '../src/clone/subset/subset-file.ts'
import { environmentsFile } from '../src/environments/environments-file.ts'
import { configSchema } from '../src/fill/config.ts'
import { schemaFile } from '../src/model/file-schema.ts'
import { qualityRulesFile } from '../src/quality/quality-rules.ts'
import { dataPatternsSchema } from '../src/synthesize/data-patterns.ts'
import { performanceBaseline } from '../src/testkit/performance/baseline.ts'
import { testReportFile } from '../src/testkit/report/test-report-file.ts'
import { testSuitesFile } from '../src/validate/parse-test-suites.ts'

/** Each kind of file that people or commands write, and the text of its JSON Schema by file name. */
export function jsonSchemas(): Map<string, string> {
  return new Map([
    ['config.json', textOf(configSchema)],
    ['data-schema.json', textOf(schemaFile)],
    ['environments.json', textOf(environmentsFile)],
    ['masking-policy.json', textOf(policyFile)],
    ['patterns.json', textOf(dataPatternsSchema)],
    ['quality-rules.json', textOf(qualityRulesFile)],
    ['subset.json', textOf(subsetFile)],
    ['test-suites.json', textOf(testSuitesFile)],
    ['testkit-baseline.json', textOf(performanceBaseline)],
    ['testkit-report.json', textOf(testReportFile)],
  ])
}

function textOf(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', reused: 'ref' }), null, 2)}\n`
}
