import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { papers } from './papers.ts'

test.each(Object.entries(papers()))('%s says what the stacks say: npm run generate:infra', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text)
})
