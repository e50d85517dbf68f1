import { constraintResults } from '../../constraints/constraint-results.ts'
import { testConstraints } from '../../constraints/test-constraints.ts'
import type { SuitePart } from '../suite-part.ts'

export const constraintPart: SuitePart = {
  name: 'constraints',
  category: 'unit',
  steps: ({ client, config: { signal } }) => [
    { name: 'constraints', run: async () => constraintResults(await testConstraints(client, { signal }), 'unit') },
  ],
}
