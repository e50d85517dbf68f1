import type { ContextManager } from '../context/context-manager.ts'
import type { TestMode } from '../context/test-mode.ts'

/** The manager of a mode. What a mode needs is loaded with it, and nothing of the others. */
export async function managerOf(mode: TestMode): Promise<ContextManager> {
  switch (mode) {
    case 'database': {
      const { DatabaseContextManager } = await import('../context/database-context-manager.ts')
      return new DatabaseContextManager()
    }
    case 'production': {
      const { ProductionTestDataManager } = await import('../production/production-test-data-manager.ts')
      return new ProductionTestDataManager()
    }
    case 'dual': {
      const { DualContextManager } = await import('../dual/dual-context-manager.ts')
      return new DualContextManager()
    }
  }
}
