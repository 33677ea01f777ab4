import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { PolicyResource } from '../../stacks/policy/graphFrom.ts'
import { policies, UNTOLD } from '../../stacks/policy/policies.ts'
import type { Graph } from '../../stacks/rules/graph.ts'
import { RULES } from '../../stacks/rules/index.ts'
import { looksAt } from '../../stacks/rules/rule.ts'
import { DEPLOYED, graphOf } from './stages.ts'

/** What Pulumi would tell of a stage; of a table with what the provider adds to what it was asked for. */
function told({ app, resources }: Graph): readonly PolicyResource[] {
  return resources.map(({ type, name, inputs, protect, ignoreChanges }) => ({
    type,
    name,
    urn: `urn:pulumi:${app.stage}::${app.name}::${type}::${name}`,
    props:
      type === 'aws:dynamodb/table:Table'
        ? { ...inputs, arn: `arn:aws:dynamodb:${app.region}:123456789012:table/${inputs.name}`, tagsAll: app.tags }
        : inputs,
    opts: { protect, ignoreChanges },
  }))
}

/** The rules that are broken, as the policies report it. */
function reported(graph: Graph, of = policies()): readonly string[] {
  const resources = told(graph)
  const found: string[] = []
  for (const { name, validateResource, validateStack } of of) {
    const report = () => found.push(name)
    validateStack?.({ resources }, report)
    for (const one of resources) validateResource?.(one, report)
  }
  return [...new Set(found)]
}

test('the pack takes what is not told for no rule, and every other rule is a policy that blocks', () => {
  const said = execFileSync(process.execPath, ['--import', './test/infra/standInPolicy.ts', 'stacks/policy/index.js'])
  expect(JSON.parse(said.toString())).toEqual({
    name: 'wardgraph',
    enforcementLevel: 'mandatory',
    policies: Object.keys(RULES).filter((id) => !UNTOLD.has(id)),
  })
})

test.each(DEPLOYED)('%s would be deployed under the pack', (stage) => {
  expect(reported(graphOf(stage))).toEqual([])
})

test('what breaks a rule would not be deployed, whichever it is', () => {
  const graphs = DEPLOYED.map((stage) => graphOf(stage))
  const excused: string[] = []
  for (const [id, rule] of Object.entries(RULES).filter(([id]) => !UNTOLD.has(id))) {
    const well = graphs.flatMap((graph) =>
      looksAt(rule, graph)
        .filter((resource) => rule.check(resource, graph).length === 0)
        .map((resource) => rule.broken(resource, graph)),
    )
    if (well[0] === undefined) excused.push(id)
    else
      expect(
        reported(
          well[0],
          policies().filter(({ name }) => name === id),
        ),
        id,
      ).toEqual([id])
  }
  expect(excused, 'is broken everywhere, each time with a reason').toEqual(['functionInsideVpc', 'topicServicesAsked'])
})
