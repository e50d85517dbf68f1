/** Data for the tests of node:test: `@understudy/sdk/node-test`. */
export { createWithData, type NodeDataBody, type NodeWithData, withData } from './runners/node-test.ts'
export type { RunnerConfig } from './runners/runner-config.ts'
