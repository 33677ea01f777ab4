import { held } from './held.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

/** The tables of packages/records/README.md. */
export interface Tables {
  readonly records: sst.aws.Dynamo
  readonly directory: sst.aws.Dynamo
  readonly keys: sst.aws.Dynamo
  readonly sessions: sst.aws.Dynamo
  readonly audit: sst.aws.Dynamo
  readonly disclosures: sst.aws.Dynamo
}

/** DynamoDB keeps changes for so many days at most. */
const MOST = 35
/** A copy of the keys table is the key of whoever was erased since it was made. */
const KEYS = 7

/** Makes the six tables. None has a global index: every decision is a consistent read. */
export function makeTables({ stage, keys }: { readonly stage: Stage; readonly keys: Keys }): Tables {
  const table = (
    name: keyof Tables,
    { days = MOST, ...more }: { readonly days?: number } & Partial<sst.aws.DynamoArgs> = {},
  ) =>
    new sst.aws.Dynamo(name.charAt(0).toUpperCase() + name.slice(1), {
      fields: { pk: 'string', sk: 'string' },
      primaryIndex: { hashKey: 'pk', rangeKey: 'sk' },
      deletionProtection: stage.keeps,
      ...more,
      transform: {
        table(args, options) {
          args.name = `${stage.prefix}-${name}`
          args.serverSideEncryption = { enabled: true, kmsKeyArn: keys.tables.arn }
          args.pointInTimeRecovery = { enabled: true, recoveryPeriodInDays: days }
          Object.assign(options, held(stage))
        },
      },
    })
  return {
    records: table('records', {
      fields: { pk: 'string', sk: 'string', t: 'string', c: 'string' },
      localIndexes: { byTime: { rangeKey: 't' }, byCode: { rangeKey: 'c' } },
    }),
    directory: table('directory'),
    keys: table('keys', { days: KEYS }),
    sessions: table('sessions', { ttl: 'exp' }),
    audit: table('audit', { stream: 'new-and-old-images' }),
    disclosures: table('disclosures', { ttl: 'exp' }),
  }
}
