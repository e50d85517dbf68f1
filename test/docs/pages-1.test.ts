import { testPages } from './test-pages.ts'

testPages(1, 3)
