import type { Graph, Resource } from '../../stacks/rules/graph.ts'
import { TYPE } from '../../stacks/rules/types.ts'
import type { Names, RecordedCall } from './iam/call.ts'
import { requestsOf } from './iam/calls.ts'
import { type Decision, may, type Policies } from './iam/may.ts'
import { type Policy, readPolicy } from './iam/policy.ts'
import type { Request } from './iam/request.ts'
import { LOCAL, type Made } from './recorded.ts'
import { ACCOUNT } from './synth/mocks.ts'

const LEADING_KEYS = 'dynamodb:LeadingKeys'
const TABLES = ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures']

/** The roles of a stage, to be asked what they may do. */
export class StageRoles {
  readonly names: Names
  readonly #roles = new Map<string, { readonly identity: readonly Policy[]; readonly trust: Policy }>()
  /** Each action of each statement on each resource, for each partition that it names, as a policy of its own. */
  readonly #rights = new Map<string, { readonly arn: string; readonly policy: Policy }>()
  readonly #keys = new Map<string, Policy>()
  readonly #prefix: string
  readonly #buckets = new Map<string, Policy>()

  constructor({ app, resources }: Graph) {
    const of = (type: string) => resources.filter((one) => one.type === type)
    const prefix = `${app.name}-${app.stage}`
    this.#prefix = prefix
    for (const { inputs, name } of of('aws:iam/role:Role')) {
      const own: { policy: string }[] = inputs.inlinePolicies ?? []
      if ((inputs.managedPolicyArns ?? []).length > 0)
        throw new Error(`${name} has managed policies, which are not read`)
      for (const { policy } of own) this.#split(arnOf(inputs.name ?? name), policy)
      this.#roles.set(arnOf(inputs.name ?? name), {
        identity: own.map(({ policy }) => readPolicy(policy, 'identity')),
        trust: readPolicy(inputs.assumeRolePolicy, 'trust'),
      })
    }
    for (const { inputs } of of('aws:kms/keyPolicy:KeyPolicy'))
      this.#keys.set(keyArn(inputs.keyId), readPolicy(inputs.policy, 'resource'))
    for (const { inputs } of of('aws:s3/bucketPolicy:BucketPolicy'))
      this.#buckets.set(`arn:aws:s3:::${inputs.bucket}`, readPolicy(inputs.policy, 'resource'))
    this.names = namesOf(of, prefix)
    const own = new Set(Object.values(this.names.roles))
    for (const { name, inputs } of [...of(TYPE.rolePolicy), ...of(TYPE.rolePolicyAttachment)])
      if (own.has(arnOf(inputs.role))) throw new Error(`${name} is of a role and beside it, where it is not read`)
  }

  #split(arn: string, policy: string): void {
    const short = (name = '') => name.replace(`${this.#prefix}-`, '').replace(/bucket-\w+/, '')
    for (const statement of JSON.parse(policy).Statement)
      for (const Action of [statement.Action].flat())
        for (const Resource of [statement.Resource].flat()) {
          if (statement.Effect !== 'Allow' || !/^(dynamodb|s3):/.test(Action)) continue
          const right = `${short(arn.split('/').pop())} ${Action} ${short(Resource.split(':')[5])}`
          for (const { partition, Condition } of partitioned(statement)) {
            const document = { Version: '2012-10-17', Statement: [{ ...statement, Action, Resource, Condition }] }
            this.#rights.set(`${right}${partition}`, { arn, policy: readPolicy(document, 'identity') })
          }
        }
  }

  /** Every role that a function, a tenant's session or a command has, by its short name. */
  get roles(): readonly string[] {
    return Object.keys(this.names.roles)
  }

  /** Whether a role may make a call; the first request that is refused, if any. */
  mayCall(call: RecordedCall): Decision {
    for (const request of requestsOf(call, this.names)) {
      const decision = this.may(request)
      if (!decision.allow) return decision
    }
    return { allow: true, by: 'each request of it' }
  }

  may(request: Request): Decision {
    if (request.principal.type !== 'AWS') throw new Error('a service')
    const role = this.#roles.get(request.principal.arn)
    if (role === undefined) throw new Error(`${request.principal.arn} is no role of this stage`)
    return may({ identity: role.identity, ...this.#resourcePolicy(request) }, request)
  }

  /** Rights to rows and files that none of the calls needs: `graphql-tenant dynamodb:Query records/index`. */
  unused(calls: readonly RecordedCall[]): readonly string[] {
    const requests = calls.flatMap((call) => requestsOf(call, this.names)).flatMap(byPartition)
    const spare = [...this.#rights].filter(
      ([, { arn, policy }]) =>
        !requests.some((request) => isBy(request, arn) && may({ identity: [policy] }, request).allow),
    )
    return spare.map(([right]) => right).sort()
  }

  #resourcePolicy({ action, resource }: Request): Pick<Policies, 'resource'> {
    const found = action.startsWith('kms:')
      ? this.#keys.get(resource)
      : action.startsWith('sts:')
        ? this.#roles.get(resource)?.trust
        : this.#buckets.get(resource.split('/')[0] ?? '')
    if (found === undefined && /^(kms|sts):/.test(action)) throw new Error(`${resource} has no policy`)
    return found === undefined ? {} : { resource: found }
  }
}

function namesOf(of: (type: string) => readonly Resource[], prefix: string): Names {
  const functions = of('aws:lambda/function:Function').map(({ inputs }) => String(inputs.name).slice(prefix.length + 1))
  const tenants = of('aws:iam/role:Role').flatMap(({ inputs }) => /-(\w+)-tenant$/.exec(inputs.name ?? '')?.[1] ?? [])
  const operations = of('aws:iam/role:Role').flatMap(
    ({ inputs }) => /-(operations)$/.exec(inputs.name ?? '')?.[1] ?? [],
  )
  const table = (name: string) => `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${prefix}-${name}`
  const bucket = (name: string, key: string) => {
    const found = of('aws:s3/bucket:Bucket').find((one) => one.name === name)
    return { arn: `arn:aws:s3:::${found?.inputs.bucket}`, key: keyArn(key), bucketKey: true }
  }
  return {
    region: 'us-east-1',
    roles: Object.fromEntries([
      ...[...functions, ...operations].map((name) => [name, arnOf(`${prefix}-${name}`)]),
      ...tenants.map((fn) => [LOCAL.tenantRole(fn), arnOf(`${prefix}-${fn}-tenant`)]),
    ]),
    tables: Object.fromEntries(TABLES.map((name) => [`${LOCAL.tables}-${name}`, table(name)])),
    streams: { audit: `${table('audit')}/stream/2026-01-01T00:00:00.000` },
    keys: { [LOCAL.envelope]: keyArn('EnvelopeKey'), [LOCAL.digest]: keyArn('DigestKey') },
    buckets: {
      [LOCAL.bucket]: bucket('ArchiveBucket', 'AuditKey'),
      [LOCAL.documents]: bucket('CleanBucket', 'DocumentsKey'),
    },
  }
}

/** The statement's conditions, with one partition each; a tenant's session has but one pattern. */
function partitioned({ Condition }: { readonly Condition?: Record<string, Record<string, string[]>> }) {
  const values = Condition?.['ForAllValues:StringLike']?.[LEADING_KEYS] ?? []
  if (values.length < 2) return [{ partition: '', Condition: Condition ?? {} }]
  return values.map((value) => ({
    partition: ` ${value}`,
    Condition: { ...Condition, 'ForAllValues:StringLike': { [LEADING_KEYS]: [value] } },
  }))
}

/** What a request asks for, one partition at a time. */
function byPartition(request: Request): Request[] {
  const keys = request.context[LEADING_KEYS]
  if (!Array.isArray(keys) || keys.length === 0) return [request]
  return keys.map((key) => ({ ...request, context: { ...request.context, [LEADING_KEYS]: [key] } }))
}

function isBy({ action, principal }: Request, arn: string): boolean {
  return principal.type === 'AWS' && principal.arn === arn && /^(dynamodb|s3):/.test(action)
}

const arnOf = (role: string) => `arn:aws:iam::${ACCOUNT}:role/${role}`
const keyArn = (name: string) => `arn:aws:kms:us-east-1:${ACCOUNT}:key/${name}`

/** A call in a line: who, what, of which table or key. */
export function told({ by, call: { operation, input, principal } }: Made): string {
  return `${by} as ${principal?.role.split('/').pop()} ${operation} ${Object.keys(input.RequestItems ?? {})} ${input.TableName ?? ''}`
}
