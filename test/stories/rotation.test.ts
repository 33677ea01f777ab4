import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { newHome, wardgraph } from '../fixtures/product.ts'

const { home, remove } = newHome()
const out = newHome()
afterAll(() => {
  remove()
  out.remove()
})
const place = (name: string) => join(out.home, name)
const keyOf = (name: string) => join(place(name), 'public-key.pem')
const newKey = { WARDGRAPH_DIGEST_KEY: 'alias/wardgraph-digest-2' }
const both = { ...newKey, WARDGRAPH_DIGEST_KEY_BEFORE: 'alias/wardgraph-digest' }

/** What both verifiers end with. */
async function verify(name: string, key: string) {
  const options = ['--dir', place(name), '--key', keyOf(key)]
  const { code } = await wardgraph(['audit', 'verify', ...options], { home })
  return [code, spawnSync(process.execPath, ['docs/verify-audit.mjs', ...options]).status]
}

test('the key of the audit trail is replaced by two settings, and the trail is whole with the old key and the new', async () => {
  const added = await wardgraph(['users', 'add', 'ann', '--role', 'DOCTOR', '--tenant', 'northside'], { home })
  expect(added.code).toBe(0)
  const steps = [
    ['first', 'archive', {}],
    ['naming', 'export', both],
    ['second', 'archive', both],
    ['third', 'export', newKey],
  ] as const
  for (const [name, form, env] of steps) {
    const said = await wardgraph(['audit', form, '--out', place(name), '--json'], { home, env })
    expect(said).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(said.stdout)).toMatchObject({ chains: 2, records: 5, anomalies: 0 })
    expect([await verify(name, name), await verify(name, 'first')]).toEqual([
      [0, 0],
      [0, 0],
    ])
  }
  expect(steps.map(([name]) => readFileSync(keyOf(name), 'utf8') === readFileSync(keyOf('first'), 'utf8'))).toEqual([
    true,
    true,
    false,
    false,
  ])
  const refused = await wardgraph(['audit', 'archive', '--out', place('old'), '--json'], { home })
  expect(refused).toMatchObject({ code: 3, stdout: '' })
  expect(refused.stderr).toMatch(/^\{"level":"alarm","code":"DIGEST_KEY"\}\nERR_AUDIT_DIGEST_KEY: [^\n]+\.\n$/)
})
