import { existsSync, globSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { excuses } from '../../stacks/rules/exception.ts'
import { EXCEPTIONS, unexcused } from '../../stacks/rules/exceptions.ts'
import { kindOf } from '../../stacks/rules/graph.ts'
import { RULES } from '../../stacks/rules/index.ts'
import { findings, looksAt } from '../../stacks/rules/rule.ts'
import { TYPE } from '../../stacks/rules/types.ts'
import { MINIMUM } from './minimum.ts'
import { DEPLOYED, graphOf } from './stages.ts'

/** What holds nothing and opens nothing by itself, or is a part of what a rule looks at. */
const NO_RULE = [
  'aws:acm/certificate:Certificate',
  'aws:acm/certificateValidation:CertificateValidation',
  'aws:apigatewayv2/apiMapping:ApiMapping',
  'aws:cloudfront/function:Function', // test/infra/edgeFunction.test.ts runs it
  'aws:cloudwatch/dashboard:Dashboard',
  'aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination',
  'aws:codedeploy/application:Application',
  'aws:guardduty/detectorFeature:DetectorFeature',
  'aws:route53/record:Record',
  'aws:s3/bucketObjectv2:BucketObjectv2', // bundles, in the bucket that SST has in an account
  'pulumi-nodejs:dynamic:Resource', // SST's look-ups of zones
  'pulumi:providers:aws',
]

const graphs = DEPLOYED.map((stage) => graphOf(stage))
const rules = Object.entries(RULES).map(([id, rule]) => ({ id, rule, says: rule.says }))

test('every file of a rule is in the list, by its name', () => {
  const files = globSync('stacks/rules/*/*.ts').map((file) => basename(file, '.ts'))
  expect(Object.keys(RULES).sort()).toEqual(files.sort())
  expect(files.length).toBeGreaterThanOrEqual(60)
})

test('every paper and file that a rule names as its source is there', () => {
  for (const { id, rule } of rules)
    for (const [path] of rule.source.matchAll(/[\w/.-]+\.(md|ts)\b/g))
      expect(existsSync(path), `${id}: ${path}`).toBe(true)
})

test('nothing is in a stage of a type that nobody has thought of', () => {
  const known = new Set<string>([...Object.values(TYPE), ...NO_RULE])
  const types = graphs.flatMap(({ resources }) => resources.map(({ type }) => type))
  expect([...new Set(types)].filter((type) => !known.has(type) && !type.startsWith('sst:'))).toEqual([])
  expect(NO_RULE.filter((type) => !types.includes(type))).toEqual([])
})

test.each(DEPLOYED)('%s breaks no rule but where an exception says why', (stage) => {
  const graph = graphOf(stage)
  expect(unexcused(findings(RULES, graph), graph)).toEqual([])
})

test('every rule looks at as many resources as are known at least: one that looks at nothing is no rule', () => {
  const most = (id: string) => Math.max(...graphs.map((graph) => looksAt(RULES[id] ?? never(id), graph).length))
  expect(Object.keys(MINIMUM).sort()).toEqual(Object.keys(RULES).sort())
  for (const [id, least] of Object.entries(MINIMUM)) {
    expect(least, id).toBeGreaterThan(0)
    expect(most(id), id).toBeGreaterThanOrEqual(least)
  }
})

test.each(rules)('it would be seen that it is not true: $says', ({ id, rule }) => {
  for (const graph of graphs)
    for (const resource of looksAt(rule, graph)) {
      const broken = rule.broken(resource, graph)
      const now = broken.resources.find(({ type, name }) => type === resource.type && name === resource.name)
      expect(rule.check(now ?? never(id), broken), `${id} ${resource.name}`).not.toEqual([])
    }
})

test('every exception excuses something in each kind of stage that it names', () => {
  for (const exception of EXCEPTIONS)
    for (const kind of exception.kinds) {
      const excused = graphs
        .filter((graph) => kindOf(graph) === kind)
        .flatMap((graph) => findings(RULES, graph).filter((one) => excuses(exception, one, graph)))
      expect(excused, `${exception.rule} ${exception.resource} ${kind}`).not.toEqual([])
    }
})

function never(id: string): never {
  throw new Error(id)
}
