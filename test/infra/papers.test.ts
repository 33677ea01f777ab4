import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { papers } from './papers.ts'

test.each(Object.entries(papers()))('%s says what the stacks say: npm run generate:infra', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text)
})

test('IAM takes each policy of who deploys: 6,144 characters without white space, with the longest names', () => {
  const policies = globSync('docs/deploy-role-*.json').map((path) => readFileSync(path, 'utf8'))
  expect(policies.length).toBe(Object.keys(papers()).filter((path) => path.startsWith('docs/deploy-role-')).length)
  for (const policy of policies) {
    const filled = policy
      .replaceAll('STAGE', 'a-name-of-20-letters')
      .replaceAll('REGION', 'ap-southeast-1')
      .replaceAll('ACCOUNT', '123456789012')
    expect(filled.replace(/\s/g, '').length).toBeLessThanOrEqual(6_144)
  }
})
