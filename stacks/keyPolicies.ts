import { EDGE_REGION } from './edgeRegion.ts'
import { held } from './held.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'
import { ownRoot } from './wall.ts'

type Role = $util.Output<string> | string
type Statement = Readonly<Record<string, unknown>>

/** Who uses what; each list holds ARNs of roles. */
export interface Users {
  /** Roles of one tenant's session: its own root, by the session's tag. */
  readonly tenants: readonly Role[]
  /** Roles that open roots of whichever tenant. */
  readonly openers: readonly Role[]
  /** Roles that make roots. */
  readonly makers: readonly Role[]
  /** Roles that sign digests. */
  readonly signers: readonly Role[]
  /** Roles that verify what was signed. */
  readonly verifiers: readonly Role[]
  /** Roles that read or write audit files. */
  readonly archivists: readonly Role[]
  /** Roles that read or write sealed documents. */
  readonly documents: readonly Role[]
  /** Roles that copy audit files. */
  readonly replicators: readonly Role[]
  /** Roles of functions, whose environments are under the logs key and whose failures go to the queue under it. */
  readonly functions: readonly Role[]
  /** Roles that call functions by the clock, and put what they could not call into that queue. */
  readonly callers: readonly Role[]
}

/** Before there is any role: services alone, without whom no log and no queue can be made under a key. */
export const NOBODY: Users = {
  tenants: [],
  openers: [],
  makers: [],
  signers: [],
  verifiers: [],
  archivists: [],
  documents: [],
  replicators: [],
  functions: [],
  callers: [],
}

/**
 * What those who administer the account may do with a key: everything but use it. They could still give themselves more by
 * PutKeyPolicy, which CloudTrail has on record. CreateGrant is not here: a grant is a use.
 */
const ADMINISTER = [
  'kms:CancelKeyDeletion',
  'kms:DeleteAlias',
  'kms:CreateAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:GetPublicKey',
  'kms:ListAliases',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:ReplicateKey',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
  'kms:UpdatePrimaryRegion',
]
const USE = ['kms:Decrypt', 'kms:GenerateDataKey']
/** What a service that stores under a key is to have (DynamoDB Developer Guide and CloudWatch Logs User Guide on KMS). */
const STORE = [
  ...USE,
  'kms:Encrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
]

/** Gives each key a policy that names who may use it, for what; rights of IAM alone open nothing. */
export function allowUse({
  stage,
  keys,
  users,
}: {
  readonly stage: Stage
  readonly keys: Keys
  readonly users: Users
}): void {
  for (const [name, policy] of Object.entries(keyPolicies({ stage, users }))) {
    const { keyId, region } = keys[name as keyof Keys]
    new aws.kms.KeyPolicy(
      `${name.charAt(0).toUpperCase()}${name.slice(1)}KeyPolicy`,
      { keyId, region, policy },
      held(stage),
    )
  }
}

/** The policy of each key. */
export function keyPolicies({
  stage,
  users,
}: {
  readonly stage: Stage
  readonly users: Users
}): Readonly<Record<keyof Keys, $util.Output<string>>> {
  const { region, prefix } = stage
  const account = aws.getCallerIdentityOutput().accountId
  const policy = (uses: readonly Statement[]) =>
    $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Administer',
          Effect: 'Allow',
          Principal: { AWS: $interpolate`arn:aws:iam::${account}:root` },
          Action: ADMINISTER,
          Resource: '*',
        },
        ...uses,
      ],
    })
  const roles = (Sid: string, who: readonly Role[], Action: readonly string[], Condition?: object): Statement[] =>
    who.length === 0
      ? []
      : [{ Sid, Effect: 'Allow', Principal: { AWS: who }, Action, Resource: '*', ...(Condition ? { Condition } : {}) }]
  const service = (Sid: string, name: string, Action: readonly string[], Condition: object): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: { Service: name },
    Action,
    Resource: '*',
    Condition,
  })
  /** By whoever may use the service's own resource: the service asks in their name (KMS Developer Guide, "kms:ViaService"). */
  const through = (Sid: string, services: readonly string[], Action: readonly string[]): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action,
    Resource: '*',
    Condition: {
      StringEquals: {
        'kms:CallerAccount': account,
        'kms:ViaService': services.map((one) => `${one}.${region}.amazonaws.com`),
      },
    },
  })
  const logsOf = (where: string) =>
    service('Logs', `logs.${where}.amazonaws.com`, STORE, {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': $interpolate`arn:aws:logs:${where}:${account}:log-group:*` },
    })
  const ours = { StringEquals: { 'aws:SourceAccount': account } }
  const anyRoot = {
    StringEquals: { 'kms:EncryptionContext:deployment': prefix, 'kms:EncryptionContext:purpose': 'root' },
  }

  return {
    envelope: policy([
      ...roles('OneTenant', users.tenants, ['kms:Decrypt'], { StringEquals: ownRoot(stage) }),
      ...roles('AnyTenant', users.openers, ['kms:Decrypt'], anyRoot),
      ...roles('NewTenants', users.makers, ['kms:GenerateDataKey'], anyRoot),
    ]),
    tables: policy([
      through('TablesAndCopies', ['dynamodb', 'backup'], STORE),
      {
        ...through('GrantsOfTables', ['dynamodb', 'backup'], ['kms:CreateGrant']),
        Condition: {
          StringEquals: {
            'kms:CallerAccount': account,
            'kms:ViaService': ['dynamodb', 'backup'].map((one) => `${one}.${region}.amazonaws.com`),
          },
          Bool: { 'kms:GrantIsForAWSResource': 'true' },
        },
      },
    ]),
    audit: policy([
      ...roles('Archivists', users.archivists, USE, {
        StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
      }),
      ...roles('Replicators', users.replicators, ['kms:Decrypt'], {
        StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
      }),
      // Decrypt, as the bucket has a key of its own under this one (CloudTrail User Guide, "Configure AWS KMS key policies").
      service('Trail', 'cloudtrail.amazonaws.com', [...USE, 'kms:DescribeKey'], {
        StringEquals: { 'aws:SourceArn': $interpolate`arn:aws:cloudtrail:${region}:${account}:trail/${prefix}` },
      }),
    ]),
    logs: policy([
      logsOf(region),
      service('Alarms', 'cloudwatch.amazonaws.com', USE, ours),
      // For letters to a topic under a key EventBridge names no source (SNS Developer Guide, "Managing Amazon SNS encryption
      // keys and costs"); the topic it does.
      service('Events', 'events.amazonaws.com', USE, {
        ArnLike: {
          'kms:EncryptionContext:aws:sns:topicArn': $interpolate`arn:aws:sns:${region}:${account}:${prefix}-*`,
        },
      }),
      service('Budgets', 'budgets.amazonaws.com', USE, ours),
      ...roles('Failures', [...users.functions, ...users.callers], USE, {
        StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` },
      }),
      ...roles('Environments', users.functions, ['kms:Decrypt'], {
        StringLike: {
          'kms:EncryptionContext:aws:lambda:FunctionArn': $interpolate`arn:aws:lambda:${region}:${account}:function:${prefix}-*`,
        },
      }),
      // Lambda grants itself the key in the name of who deploys a function (Lambda Developer Guide, "Encryption at rest").
      through('GrantsOfFunctions', ['lambda'], ['kms:CreateGrant', 'kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey']),
    ]),
    edge: policy([logsOf(EDGE_REGION), service('Alarms', 'cloudwatch.amazonaws.com', USE, ours)]),
    documents: policy([
      ...roles('Documents', users.documents, USE, {
        StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
      }),
    ]),
    digest: policy([
      ...roles('Sign', users.signers, ['kms:Sign', 'kms:GetPublicKey']),
      ...roles('Verify', users.verifiers, ['kms:GetPublicKey']),
    ]),
  }
}
