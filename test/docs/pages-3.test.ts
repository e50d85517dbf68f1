import { testPages } from './test-pages.ts'

testPages(3, 3)
