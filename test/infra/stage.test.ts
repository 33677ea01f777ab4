import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { stageOf } from '../../stacks/stage.ts'
import { graphOf, STAGES } from './stages.ts'

const PRODUCTION = STAGES.production?.env ?? {}

test.each(['WARDGRAPH_DOMAIN', 'WARDGRAPH_ALARM_ADDRESS', 'WARDGRAPH_BAA'])(
  'production is not deployed without %s, and says so',
  (name) => {
    expect(() => stageOf('production', { ...PRODUCTION, [name]: '' })).toThrow(
      `STAGE: production is not deployed without ${name}`,
    )
    expect(() => stageOf('production', PRODUCTION)).not.toThrow()
  },
)

test('a stage of any other name is personal, keeps nothing and needs nothing', () => {
  expect(stageOf('production-copy', {})).toMatchObject({ kind: 'personal', keeps: false })
  expect(stageOf('staging', { WARDGRAPH_ALARM_ADDRESS: 'a@example.org' })).toMatchObject({ keeps: false })
})

test.each(['', 'UPPER', 'with space', '-x', 'x-', 'a'.repeat(21), 'x/y'])('%j is no name of a stage', (name) => {
  expect(() => stageOf(name, {})).toThrow(/^STAGE: a stage is called by/)
})

test.each([
  ['WARDGRAPH_ORIGIN_SECRET', 'c:1:1'],
  ['WARDGRAPH_ORIGIN_SECRET', 'a:1'],
  ['WARDGRAPH_REPLICA', 'arn:aws:s3:::bucket'],
])('%s is not %s', (name, value) => {
  expect(() => stageOf('personal', { [name]: value })).toThrow(`STAGE: ${name} is not`)
})

test('sst refuses to remove production, and what it keeps would outlive even that', () => {
  const { app, resources } = graphOf('production')
  expect(app).toMatchObject({ removal: 'retain', protect: true })
  const kept = ['dynamodb/table', 's3/bucket', 'kms/key', 'cognito/userPool', 'cloudtrail/trail', 'backup/vault']
  for (const kind of kept) {
    const found = resources.filter(({ type }) => type.startsWith(`aws:${kind}:`))
    expect(found.length, kind).toBeGreaterThan(0)
    for (const { name, protect, retainOnDelete } of found)
      expect({ name, protect, retainOnDelete }).toEqual({ name, protect: true, retainOnDelete: true })
  }
  const personal = graphOf('personal')
  expect(personal.app).toMatchObject({ removal: 'remove', protect: false })
  for (const { name, protect, retainOnDelete } of personal.resources)
    expect({ name, protect, retainOnDelete }).toEqual({ name, protect: false, retainOnDelete: false })
})

test.each(['staging', 'production'])('sst dev is refused for %s', (stage) => {
  const args = ['test/infra/synth/main.ts', stage, '.sst/graphs/refused.json', '--dev']
  const env = { ...process.env, ...STAGES[stage]?.env }
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', timeout: 60_000 })
  expect(status).toBe(1)
  expect(stderr).toContain('STAGE: sst dev is for personal stages')
})
