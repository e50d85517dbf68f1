/** One sweep in a process of its own, which says when it begins; it may be killed. */
import { sweep } from '../../packages/sdk/src/ledger/sweep.ts'
import { removeProductionData } from '../../packages/sdk/src/production/remove-production-data.ts'
import type { Work } from './work.ts'

const { ledger, secret }: Pick<Work, 'ledger' | 'secret'> = JSON.parse(process.argv[2] ?? '')
process.stdout.write('begins\n')
await sweep({
  folder: ledger,
  removers: { production: (resource, options) => removeProductionData(resource, { ...options, secret }) },
})
