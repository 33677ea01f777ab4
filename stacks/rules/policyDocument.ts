import { all, called, type Graph, means, type Resource } from './graph.ts'
import { TYPE } from './types.ts'

/** A statement of an IAM policy, with a list wherever one value may stand alone. */
export interface Statement {
  readonly sid: string
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  /** With these it says nothing that can be counted; no rule lets it pass. */
  readonly inverted: boolean
  readonly resources: readonly string[]
  /** `AWS`, `Service`, ...; `*` alone is { '*': ['*'] }. */
  readonly principals: Readonly<Record<string, readonly string[]>>
  /** By test, by variable. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** The statements of a policy, which is JSON or an object. */
export function statementsOf(document: unknown): readonly Statement[] {
  const { Statement = [] } = (typeof document === 'string' ? JSON.parse(document) : (document ?? {})) as {
    Statement?: object | object[]
  }
  return list(Statement).map((one) => statement(one as Record<string, unknown>)) // an object by the grammar of IAM
}

/** All that a role may do and may not: policies of its own and those that are attached to it. */
export function rightsOf(role: Resource, graph: Graph): readonly Statement[] {
  const inline = list(role.inputs.inlinePolicies ?? []).map(({ policy }) => policy)
  const own = all(graph, TYPE.rolePolicy).filter(({ inputs }) => means(inputs.role, role))
  const attached = all(graph, TYPE.rolePolicyAttachment)
    .filter(({ inputs }) => means(inputs.role, role))
    .flatMap(({ inputs }) => all(graph, TYPE.policy).filter((policy) => means(inputs.policyArn, policy)))
  return [...inline, ...[...own, ...attached].map(({ inputs }) => inputs.policy)].flatMap(statementsOf)
}

/** What a role may do: statements that allow. */
export function grantsOf(role: Resource, graph: Graph): readonly Statement[] {
  return rightsOf(role, graph).filter(({ effect }) => effect === 'Allow')
}

/** Who may be a role, or reach a bucket, a queue, a key: principals of what is allowed. */
export function allowedBy(document: unknown): readonly Statement[] {
  return statementsOf(document).filter(({ effect }) => effect === 'Allow')
}

/** Values that a condition asks for, under whichever of the tests. */
export function asked({ conditions }: Statement, variable: string, ...tests: readonly string[]): readonly string[] {
  return tests.flatMap((test) => conditions[test]?.[variable] ?? [])
}

/** Whether a statement is of an action, wildcards and all. */
export function covers({ actions, inverted }: Statement, action: string): boolean {
  return inverted || actions.some((one) => glob(one).test(action))
}

/** What stands before a name in an ARN: `table/NAME/index/byTime`, but `BUCKET/*`. */
const KINDS: ReadonlySet<string> = new Set(['table', 'key', 'alias', 'role'])

/** Whether anything that a statement is of is this resource, a part of it, or whatever. */
export function reaches({ resources, inverted }: Statement, resource: Resource): boolean {
  const name = called(resource)
  const { arn } = resource.inputs
  return (
    inverted ||
    resources.some((one) => {
      if (typeof arn === 'string' && (one === arn || one.startsWith(`${arn}/`))) return true
      const [first = '', second = ''] = (one.split(':').at(-1) ?? '').split('/')
      return glob(KINDS.has(first) ? second : first).test(name)
    })
  )
}

/** Whether a statement denies everything that comes without TLS. */
export function deniesPlainHttp(document: unknown, actions: string): boolean {
  return statementsOf(document).some(
    (one) =>
      one.effect === 'Deny' &&
      Object.values(one.principals).flat().includes('*') &&
      one.actions.includes(actions) &&
      asked(one, 'aws:SecureTransport', 'Bool').includes('false'),
  )
}

function statement(one: Record<string, unknown>): Statement {
  const principal = one.Principal ?? {}
  const conditions = (one.Condition ?? {}) as Record<string, Record<string, unknown>>
  return {
    sid: String(one.Sid ?? ''),
    effect: one.Effect === 'Deny' ? 'Deny' : 'Allow',
    actions: texts(one.Action),
    inverted: one.NotAction !== undefined || one.NotResource !== undefined || one.NotPrincipal !== undefined,
    resources: texts(one.Resource),
    principals: typeof principal === 'string' ? { [principal]: [principal] } : mapped(principal as object, texts),
    conditions: mapped(conditions, (variables) => mapped(variables as object, texts)),
  }
}

function mapped<T>(of: object, to: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, to(value)]))
}

/** A list, or what stands for a list of one. */
function list<One>(value: One | readonly One[]): readonly One[] {
  return Array.isArray(value) ? value : [value as One] // not a list, then
}

function texts(value: unknown): readonly string[] {
  return value === undefined || value === null ? [] : list(value).map(String)
}

function glob(pattern: string): RegExp {
  const text = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
}
