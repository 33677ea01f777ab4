import { put } from '../breaks.ts'
import { all, meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
export const functionRoleOwn: Rule = {
  source: 'ours: least privilege; 45 CFR 164.308(a)(4)',
  says: 'no two functions have one role',
  of: [TYPE.function],
  check(fn, graph) {
    const role = meant(graph, TYPE.role, fn.inputs.role)
    const others = all(graph, TYPE.function).filter((one) => one !== fn && one.inputs.role === fn.inputs.role)
    return unless(role !== undefined && others.length === 0, 'has no role of its own')
  },
  broken: put('role', 'arn:aws:iam::123456789012:role/shared'),
}
