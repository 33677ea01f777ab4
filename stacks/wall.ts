import type { Tables } from './data.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

/** The tenant that a session was made for; every partition key begins with it. */
const OWN = `\${aws:PrincipalTag/tenant}`
/** What belongs to no tenant. */
export const NO_TENANT = '000000000000'
/** Twelve characters: whichever tenant. */
export const ANY_TENANT = '????????????'

/** What the sessions of a tenant may do with one table. */
interface Reach {
  /** By their keys, or a partition in order: of the table, or by the indexes that are named. */
  readonly get?: true
  readonly query?: true | readonly ('byTime' | 'byCode')[]
  /** Ways to write, each only inside a transaction. */
  readonly write?: readonly ('Put' | 'Delete' | 'ConditionCheck')[]
  /** The one partition of the tenant that this is of, where it is not of all. */
  readonly only?: 'O' | 'T'
}

const ACTIONS = {
  Put: 'dynamodb:PutItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
}

/** Rows of the tenant alone, and of some tenant: without keys in the request the first condition would hold for anything. */
const ownRows = (partition: string) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${OWN}#${partition}`] },
  Null: { 'dynamodb:LeadingKeys': 'false' },
})
const IN_TRANSACTION = { StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' } }

/** What is behind the wall: whose it is, and what may be done there. */
export interface WallOptions {
  readonly stage: Stage
  readonly tables: Tables
  readonly keys: Keys
  /** The function whose sessions these are. */
  readonly fn: sst.aws.Function
  readonly name: string
  /** For whom its function acts. */
  readonly tenant: typeof ANY_TENANT | typeof NO_TENANT
  readonly reach: Partial<Record<keyof Tables, Reach>>
}

/** The ARN of a tenant role, before there is one: its function's environment names it. */
export function tenantRoleArn({ prefix }: Stage, name: string): $util.Output<string> {
  return $interpolate`arn:aws:iam::${aws.getCallerIdentityOutput().accountId}:role/${prefix}-${name}-tenant`
}

/**
 * The role that a function assumes for one tenant, named by a session tag. All rights to data are here and none are the
 * function's own: whatever a request asks for, rows and keys of another tenant are not to be had in its session.
 */
export function makeTenantRole({ stage, tables, keys, fn, name, tenant, reach }: WallOptions): aws.iam.Role {
  const session = { StringLike: { 'aws:RequestTag/tenant': tenant } }
  return new aws.iam.Role(`${name}TenantRole`, {
    name: `${stage.prefix}-${name}-tenant`,
    maxSessionDuration: 3_600,
    assumeRolePolicy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'OneTenant',
          Effect: 'Allow',
          Principal: { AWS: fn.nodes.role.arn },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: { ...session, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] } },
        },
      ],
    }),
    inlinePolicies: [
      {
        name: 'wall',
        policy: $jsonStringify({
          Version: '2012-10-17',
          Statement: [
            ...Object.entries(reach).flatMap(([table, may]) => statements(table, tables[table as keyof Tables], may)),
            {
              Sid: 'NobodysLists',
              Effect: 'Deny',
              Action: 'dynamodb:*',
              Resource: [tables.directory.arn, tables.audit.arn],
              Condition: {
                'ForAnyValue:StringLike': {
                  'dynamodb:LeadingKeys': ['N', 'T', 'D'].map((one) => `${NO_TENANT}#${one}`),
                },
              },
            },
            // Or whoever overwrote a record could take the notice of it away before it is signed.
            {
              Sid: 'NobodysNotices',
              Effect: 'Deny',
              Action: 'dynamodb:DeleteItem',
              Resource: tables.directory.arn,
              Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [`${NO_TENANT}#O`] } },
            },
            {
              Sid: 'OwnKeys',
              Effect: 'Allow',
              Action: 'kms:Decrypt',
              Resource: keys.envelope.arn,
              Condition: { StringEquals: ownRoot(stage) },
            },
          ],
        }),
      },
    ],
  })
}

/** The encryption context of the root of the tenant in whose session it is opened. */
export function ownRoot({ prefix }: Stage): Readonly<Record<string, string>> {
  return {
    'kms:EncryptionContext:deployment': prefix,
    'kms:EncryptionContext:tenant': OWN,
    'kms:EncryptionContext:purpose': 'root',
  }
}

function statements(name: string, table: sst.aws.Dynamo, { get, query, write = [], only }: Reach): object[] {
  const sid = name.charAt(0).toUpperCase() + name.slice(1)
  const rows = ownRows(only ?? '*')
  const allow = (verb: string, Action: string | readonly string[], Resource: unknown, Condition: object = rows) => ({
    Sid: `${verb}${sid}`,
    Effect: 'Allow',
    Action,
    Resource,
    Condition,
  })
  const queried = query === true ? table.arn : query?.map((index) => $interpolate`${table.arn}/index/${index}`)
  const ways = write.map((way) => ACTIONS[way])
  return [
    ...(get ? [allow('Get', 'dynamodb:BatchGetItem', table.arn)] : []),
    ...(queried ? [allow('Query', 'dynamodb:Query', queried)] : []),
    ...(ways.length > 0 ? [allow('Write', ways, table.arn, { ...rows, ...IN_TRANSACTION })] : []),
  ]
}
