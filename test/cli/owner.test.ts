import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readOwner, writeOwner } from '../../packages/cli/src/home.ts'

test('a server of a version without STS is said to be outdated, and one that is just starting is waited for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardgraph-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(() => readOwner(folder)).toThrowError(expect.objectContaining({ code: 'LOCKED', exit: 3 }))
  const endpoints = { dynamodb: 'http://127.0.0.1:1', kms: 'http://127.0.0.1:1', s3: 'http://127.0.0.1:1' }
  writeFileSync(join(folder, 'server.json'), JSON.stringify({ pid: 1, url: null, endpoints }))
  expect(() => readOwner(folder)).toThrowError(expect.objectContaining({ code: 'OWNER_OUTDATED', exit: 3 }))
  const owner = { pid: 1, url: null, endpoints: { ...endpoints, sts: 'http://127.0.0.1:1' } }
  writeOwner(folder, owner)
  expect(readOwner(folder)).toEqual(owner)
})
