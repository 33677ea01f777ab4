import { put } from '../breaks.ts'
import { shortName } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/ */
export const introspectionOff: Rule = {
  source: 'OWASP API8:2023',
  says: 'the deployed API does not describe itself',
  of: [TYPE.function],
  where: (fn, graph) => shortName(fn, graph) === 'graphql',
  check: ({ inputs }) => unless(inputs.environment?.variables.WARDGRAPH_INTROSPECTION === 'off', 'describes itself'),
  broken: put('environment.variables.WARDGRAPH_INTROSPECTION', 'on'),
}
