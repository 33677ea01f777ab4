import { createHash } from 'node:crypto'
import type { Resource } from '../../../stacks/rules/graph.ts'

/** The account and region in which a stage is evaluated; neither is anybody's. */
export const ACCOUNT = '123456789012'

// How Pulumi marks a secret on the wire (sdk/proto, "special signatures").
const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET = '1b47061264138c4ac30d75fd1eb44270'

type Inputs = Record<string, unknown>

/** What a test needs of @pulumi/pulumi, which lies in SST's own folder. */
export interface Pulumi {
  readonly runtime: {
    setMocks(mocks: object, project: string, stage: string, preview: boolean): Promise<void>
    runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>
    /** Until every registration that was begun has ended. */
    waitForRPCs(): Promise<void>
  }
}
interface Registration {
  getType(): string
  getName(): string
  getParent(): string
  getProtect(): boolean
  getRetainondelete(): boolean
  getIgnorechangesList(): string[]
}
type Options = Pick<Resource, 'parent' | 'protect' | 'retainOnDelete' | 'ignoreChanges'>

/** Lets Pulumi register with us instead of an engine: each resource lands in `resources`, nothing leaves the process. */
export async function mockPulumi(
  require: NodeJS.Require,
  of: { readonly project: string; readonly stage: string; readonly region: string },
): Promise<{ readonly pulumi: Pulumi; readonly resources: Resource[] }> {
  const pulumi: Pulumi = require('@pulumi/pulumi')
  const resources: Resource[] = []
  const options = watchOptions(require)
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, id, inputs: given }: { type: string; name: string; id: string; inputs: Inputs }) {
        const secrets: string[] = []
        const inputs = plain(given, '', secrets) as Inputs // an object in, an object out
        const known = options.get(`${type}|${name}`)
        if (known === undefined) throw new Error(`${type} ${name} was registered without options`)
        resources.push({ type, name, inputs, secrets, ...known })
        // Pulumi hands an empty id in where there is none.
        return { id: id || `${name}-id`, state: stateOf({ type, name, inputs, region: of.region }) }
      },
      call: ({ token, inputs }: { token: string; inputs: Inputs }) => answer(token, inputs, of.region),
    },
    of.project,
    of.stage,
    false,
  )
  return { pulumi, resources }
}

/** Mocks are not told of options, so they are read off the request. */
function watchOptions(require: NodeJS.Require): Map<string, Options> {
  const { MockMonitor } = require('@pulumi/pulumi/runtime/mocks')
  const found = new Map<string, Options>()
  const register = MockMonitor.prototype.registerResource
  MockMonitor.prototype.registerResource = function (request: Registration, done: unknown) {
    found.set(`${request.getType()}|${request.getName()}`, {
      parent: request.getParent().split('::').pop() ?? '',
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      ignoreChanges: request.getIgnorechangesList(),
    })
    return register.call(this, request, done)
  }
  return found
}

/** Secrets unwrapped, with a note of where they were; assets as markers. */
function plain(value: unknown, at: string, secrets: string[]): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((one, i) => plain(one, `${at}[${i}]`, secrets))
  if (SIGNATURE in value && value[SIGNATURE] === SECRET && 'value' in value) {
    secrets.push(at)
    return plain(value.value, at, secrets)
  }
  if ('__pulumiAsset' in value || '__pulumiArchive' in value) return { asset: true }
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, plain(one, at === '' ? key : `${at}.${key}`, secrets)]),
  )
}

interface Made {
  readonly type: string
  readonly name: string
  readonly inputs: Inputs
  readonly region: string
}

/** What AWS would add to a resource and others read; ARNs as AWS writes them, since policies are evaluated over them. */
function stateOf({ type, name, inputs, region: home }: Made): Inputs {
  const region = String(inputs.region ?? home)
  const called = String(inputs.name ?? inputs.bucket ?? name)
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`
  const own: Record<string, () => Inputs> = {
    'aws:apigatewayv2/api:Api': () => ({
      arn: `arn:aws:apigateway:${region}::/apis/${name}`,
      apiEndpoint: `https://${name.toLowerCase()}.execute-api.${region}.amazonaws.com`,
      executionArn: arn('execute-api', name),
    }),
    'aws:kms/key:Key': () => ({ keyId: name, arn: arn('kms', `key/${name}`) }),
    'aws:dynamodb/table:Table': () => ({
      arn: arn('dynamodb', `table/${called}`),
      streamArn: arn('dynamodb', `table/${called}/stream/2026-01-01T00:00:00.000`),
    }),
    'aws:lambda/function:Function': () => ({
      arn: arn('lambda', `function:${called}`),
      invokeArn: arn('apigateway', `lambda:path/${called}`),
      qualifiedArn: arn('lambda', `function:${called}:1`),
      version: '1',
    }),
    'aws:lambda/alias:Alias': () => ({ arn: arn('lambda', `function:${String(inputs.functionName)}:${called}`) }),
    'aws:iam/role:Role': () => ({ arn: `arn:aws:iam::${ACCOUNT}:role/${called}` }),
    'aws:iam/policy:Policy': () => ({ arn: `arn:aws:iam::${ACCOUNT}:policy/${called}` }),
    'aws:s3/bucket:Bucket': () => ({
      arn: `arn:aws:s3:::${called}`,
      bucket: called,
      bucketRegionalDomainName: `${called}.s3.${region}.amazonaws.com`,
    }),
    'aws:sqs/queue:Queue': () => ({
      arn: arn('sqs', called),
      url: `https://sqs.${region}.amazonaws.com/${ACCOUNT}/${called}`,
    }),
    'aws:sns/topic:Topic': () => ({ arn: arn('sns', called) }),
    'aws:cloudwatch/logGroup:LogGroup': () => ({ arn: arn('logs', `log-group:${called}`) }),
    'aws:acm/certificate:Certificate': () => ({
      arn: arn('acm', `certificate/${name}`),
      domainValidationOptions: [
        {
          domainName: inputs.domainName,
          resourceRecordName: `_x.${String(inputs.domainName)}`,
          resourceRecordType: 'CNAME',
          resourceRecordValue: '_y.acm-validations.aws',
        },
      ],
    }),
    'aws:apigatewayv2/domainName:DomainName': () => ({
      domainNameConfiguration: { targetDomainName: 'target.example.org', hostedZoneId: 'ZONE' },
    }),
    'aws:cloudfront/distribution:Distribution': () => ({
      arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/${name}`,
      domainName: 'd0123456789.cloudfront.net',
      hostedZoneId: 'ZONE',
      etag: 'etag',
    }),
    'aws:cloudfront/function:Function': () => ({ arn: `arn:aws:cloudfront::${ACCOUNT}:function/${name}` }),
    'aws:wafv2/webAcl:WebAcl': () => ({ arn: arn('wafv2', `global/webacl/${called}/1`) }),
    'aws:cognito/userPool:UserPool': () => ({ arn: arn('cognito-idp', `userpool/${name}`) }),
    // Two secrets must not be one, and neither a real one; of 32 bytes, as SST makes a key of one.
    'random:index/randomBytes:RandomBytes': () => ({ base64: randomBytesOf(name), hex: '00' }),
    'random:index/randomId:RandomId': () => ({ hex: 'abcdef12', dec: '1234567890' }),
  }
  const service = type.split(':')[1]?.split('/')[0] ?? ''
  return { arn: arn(service, called), name: called, ...inputs, ...own[type]?.() }
}

/** What stands for the random bytes of a name, in base64. */
export const randomBytesOf = (name: string) => createHash('sha256').update(name).digest('base64')

/** What the provider would say to a question. */
function answer(token: string, inputs: Inputs, region: string): Inputs {
  switch (token) {
    case 'aws:index/getRegion:getRegion':
      return { name: region, region, id: region }
    case 'aws:index/getPartition:getPartition':
      return { partition: 'aws', dnsSuffix: 'amazonaws.com', id: 'aws' }
    case 'aws:index/getCallerIdentity:getCallerIdentity':
      return { accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/deployer`, userId: 'deployer', id: ACCOUNT }
    case 'aws:iam/getPolicyDocument:getPolicyDocument':
      return { ...inputs, json: policyDocument(inputs), id: 'document' }
    case 'aws:route53/getZone:getZone':
      return { ...inputs, zoneId: 'ZONE', id: 'ZONE' }
    default:
      return inputs
  }
}

interface Statement {
  readonly sid?: string
  readonly effect?: string
  readonly actions?: string[]
  readonly notActions?: string[]
  readonly resources?: string[]
  readonly principals?: { readonly type: string; readonly identifiers: string[] }[]
  readonly conditions?: { readonly test: string; readonly variable: string; readonly values: string[] }[]
}

/** As the provider writes one: several variables under one test are one condition. */
function policyDocument({ statements = [] }: { statements?: unknown }): string {
  const Statement = (statements as Statement[]).map((one) => ({
    Sid: one.sid,
    Effect: one.effect ?? 'Allow',
    Action: one.actions,
    NotAction: one.notActions,
    Resource: one.resources,
    Principal: one.principals && principalOf(one.principals),
    Condition: one.conditions && conditionOf(one.conditions),
  }))
  return JSON.stringify({ Version: '2012-10-17', Statement })
}

function principalOf(principals: NonNullable<Statement['principals']>): unknown {
  if (principals.some(({ type }) => type === '*')) return '*'
  return Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers]))
}

function conditionOf(conditions: NonNullable<Statement['conditions']>): Record<string, Record<string, string[]>> {
  const all: Record<string, Record<string, string[]>> = {}
  for (const { test, variable, values } of conditions) all[test] = { ...all[test], [variable]: values }
  return all
}
