export { TestMode } from './context/test-mode.ts'
