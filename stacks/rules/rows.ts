import { all, type Graph, type Resource, shortName } from './graph.ts'
import { asked, covers, grantsOf, reaches, type Statement } from './policyDocument.ts'
import { TYPE } from './types.ts'

/** All that IAM knows of rows (Service Authorization Reference, "Amazon DynamoDB"). */
export const READS = ['BatchGetItem', 'GetItem', 'Query', 'Scan', 'PartiQLSelect'].map((one) => `dynamodb:${one}`)
export const WRITES = [
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'PartiQLInsert',
  'PartiQLUpdate',
  'PartiQLDelete',
].map((one) => `dynamodb:${one}`)

const TENANT = /-tenant$/

/** Whether it is the role of one tenant's sessions. */
export function isTenantRole(role: Resource, graph: Graph): boolean {
  return TENANT.test(shortName(role, graph))
}

/** The name of the function whose role or whose sessions' role it is; undefined: of none. */
export function ownerOf(role: Resource, graph: Graph): string | undefined {
  const name = shortName(role, graph).replace(TENANT, '')
  return all(graph, TYPE.function).some((fn) => shortName(fn, graph) === name) ? name : undefined
}

/** Whether its function works in tenants' sessions. */
export function isWalled(role: Resource, graph: Graph): boolean {
  const wall = `${shortName(role, graph)}-tenant`
  return all(graph, TYPE.role).some((one) => shortName(one, graph) === wall)
}

/** What of a role is of rows, by the action asked for. */
export function ofRows(role: Resource, graph: Graph, actions: readonly string[]): readonly Statement[] {
  return grantsOf(role, graph).filter((one) => actions.some((action) => covers(one, action)))
}

/** Tables that a statement reaches. */
export function tablesOf(statement: Statement, graph: Graph): readonly string[] {
  return all(graph, TYPE.table)
    .filter((table) => reaches(statement, table))
    .map((table) => shortName(table, graph))
}

/** Partitions that a statement is of: [] if of all, or if a request without keys would pass. */
export function partitionsOf(statement: Statement): readonly string[] {
  const keyed = asked(statement, 'dynamodb:LeadingKeys', 'Null').join() === 'false'
  const known = ['ForAllValues:StringLike', 'ForAllValues:StringEquals']
  return keyed ? asked(statement, 'dynamodb:LeadingKeys', ...known) : []
}

/** A right to a key, of one role. */
export interface KeyRight {
  readonly key: Resource
  readonly action: string
}

/** Rights of a role to keys of this stage. */
export function keyRights(role: Resource, graph: Graph): readonly KeyRight[] {
  return grantsOf(role, graph).flatMap((one) =>
    all(graph, TYPE.key)
      .filter((key) => reaches(one, key))
      .flatMap((key) =>
        one.actions.filter((action) => action === '*' || action.startsWith('kms:')).map((action) => ({ key, action })),
      ),
  )
}
