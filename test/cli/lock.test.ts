import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lockProblems } from '../../packages/cli/src/lock.ts'

const lock = (packages: object) => JSON.stringify({ packages })

test('the committed lock is complete', () => {
  expect(lockProblems(readFileSync('package-lock.json', 'utf8'))).toEqual([])
})

test('a lock that lacks another platform’s package, an integrity, or names an address is refused', () => {
  const whole = { version: '1.0.0', integrity: 'sha512-x', optionalDependencies: { 'tool-darwin': '1.0.0' } }
  expect(lockProblems(lock({ 'node_modules/tool': whole }))).toEqual([
    'node_modules/tool lacks its optional package tool-darwin',
  ])
  expect(lockProblems(lock({ 'node_modules/tool': { version: '1.0.0' } }))).toEqual([
    'node_modules/tool has no integrity',
  ])
  const resolved = { version: '1.0.0', integrity: 'sha512-x', resolved: 'https://registry.example/tool.tgz' }
  expect(lockProblems(lock({ 'node_modules/tool': resolved }))).toEqual([
    'node_modules/tool records a download address',
  ])
})

test('workspaces and links need neither', () => {
  expect(lockProblems(lock({ '': {}, 'packages/cli': {}, 'node_modules/@wardgraph/cli': { link: true } }))).toEqual([])
})
