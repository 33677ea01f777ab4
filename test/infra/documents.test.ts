import { expect, test } from 'vitest'
import { companions } from '../../stacks/rules/graph.ts'
import { TYPE } from '../../stacks/rules/types.ts'
import { DEPLOYED, graphOf } from './stages.ts'

test.each(DEPLOYED)(
  '%s: a sealed document that was removed can be put back for eight days, and none expires',
  (stage) => {
    const graph = graphOf(stage)
    const bucket = graph.resources.find(({ name, type }) => type === TYPE.bucket && name === 'CleanBucket')
    const found = companions(graph, TYPE.bucketLifecycle, 'bucket', bucket ?? expect.unreachable())
    const rules = found.flatMap(({ inputs }) => inputs.rules)
    expect(rules).toMatchObject([{ status: 'Enabled', noncurrentVersionExpiration: { noncurrentDays: 8 } }])
    expect(rules[0].expiration ?? null).toBeNull()
  },
)
