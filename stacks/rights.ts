import type { Archive } from './audit.ts'
import type { Tables } from './data.ts'
import type { Documents } from './documents.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

type Permission =
  Exclude<sst.aws.FunctionArgs['permissions'], undefined> extends $util.Input<infer List>
    ? List extends readonly (infer One)[]
      ? One
      : never
    : never

/** Twelve characters: whichever tenant. */
const ANY = '????????????'
/** Partitions of packages/records/README.md by what is in them, of whichever tenant. */
export const PARTITIONS = {
  roots: `${ANY}#K`,
  chains: `${ANY}#H#?`,
  trail: `${ANY}#A#*`,
  people: `${ANY}#U#*`,
  charts: `${ANY}#P#*`,
  staff: `${ANY}#R#*`,
  rules: `${ANY}#T`,
  all: `${ANY}#*`,
  subjectKeys: `${ANY}#K#?#*`,
  digests: '000000000000#D',
  tenants: '000000000000#T',
  usernames: '000000000000#N',
  notices: '000000000000#O',
} as const
type Partition = keyof typeof PARTITIONS

/** Rights of the few functions that act for no tenant: each names the partitions that it needs, where keys are asked for. */
export function rightsOf(of: {
  readonly stage: Stage
  readonly tables: Tables
  readonly keys: Keys
  readonly archive: Archive
  readonly documents: Documents
}) {
  const { stage, tables, keys, archive, documents } = of
  const throughS3 = { test: 'StringEquals', variable: 'kms:ViaService', values: [`s3.${stage.region}.amazonaws.com`] }
  // S3 User Guide, "Enforce conditional writes".
  const onlyNew = { test: 'Null', variable: 's3:if-none-match', values: ['false'] }
  const within = (partitions: readonly Partition[]) => [
    {
      test: 'ForAllValues:StringLike',
      variable: 'dynamodb:LeadingKeys',
      values: partitions.map((name) => PARTITIONS[name]),
    },
    { test: 'Null', variable: 'dynamodb:LeadingKeys', values: ['false'] },
  ]
  const enclosed = { test: 'StringEquals', variable: 'dynamodb:EnclosingOperation', values: ['TransactWriteItems'] }
  return {
    get: (table: keyof Tables, ...partitions: readonly Partition[]): Permission => ({
      actions: ['dynamodb:BatchGetItem'],
      resources: [tables[table].arn],
      conditions: within(partitions),
    }),
    query: (table: keyof Tables, ...partitions: readonly Partition[]): Permission => ({
      actions: ['dynamodb:Query'],
      resources: [tables[table].arn],
      conditions: within(partitions),
    }),
    /** Only inside a transaction. */
    write: (
      table: keyof Tables,
      ways: readonly ('Put' | 'Delete' | 'ConditionCheck')[],
      ...partitions: readonly Partition[]
    ): Permission => ({
      actions: ways.map((way) => (way === 'ConditionCheck' ? 'dynamodb:ConditionCheckItem' : `dynamodb:${way}Item`)),
      resources: [tables[table].arn],
      conditions: [...within(partitions), enclosed],
    }),
    /** Which table it is; nothing of what is in it. */
    describe: (table: keyof Tables): Permission => ({
      actions: ['dynamodb:DescribeTable'],
      resources: [tables[table].arn],
    }),
    /** Every row, which names no partition. */
    scan: (...names: readonly (keyof Tables)[]): Permission => ({
      actions: ['dynamodb:Scan'],
      resources: names.map((name) => tables[name].arn),
    }),
    stream: (table: keyof Tables): Permission => ({
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      resources: [tables[table].nodes.table.streamArn],
    }),
    /** Roots of tenants, and nothing else that may ever be under that key. */
    openRoots: (...actions: readonly ('Decrypt' | 'GenerateDataKey')[]): Permission => ({
      actions: actions.map((action) => `kms:${action}`),
      resources: [keys.envelope.arn],
      conditions: [
        { test: 'StringEquals', variable: 'kms:EncryptionContext:deployment', values: [stage.prefix] },
        { test: 'StringEquals', variable: 'kms:EncryptionContext:purpose', values: ['root'] },
      ],
    }),
    digestKey: (...actions: readonly ('Sign' | 'GetPublicKey')[]): Permission => ({
      actions: actions.map((action) => `kms:${action}`),
      resources: [keys.digest.arn],
    }),
    /** Folders of the locked bucket: never a way to remove or to shorten, nor to put a file over one that is there. */
    files: (
      folders: readonly ('chains' | 'digests' | 'erased')[],
      ...actions: readonly ('GetObject' | 'PutObject')[]
    ): readonly Permission[] => [
      ...actions.map((action) => ({
        actions: [`s3:${action}`],
        resources: folders.map((folder) => $interpolate`${archive.archive.arn}/${folder}/*`),
        ...(action === 'PutObject' ? { conditions: [onlyNew] } : {}),
      })),
      { actions: ['s3:ListBucket'], resources: [archive.archive.arn] },
      {
        actions: ['kms:Decrypt', ...(actions.includes('PutObject') ? ['kms:GenerateDataKey'] : [])],
        resources: [keys.audit.arn],
        conditions: [throughS3],
      },
    ],
    /** Sealed documents, of whichever tenant: none is put over another, and the version of one that is removed stays for a while. */
    documents: (...actions: readonly ('GetObject' | 'PutObject' | 'DeleteObject')[]): readonly Permission[] => [
      ...actions.map((action) => ({
        actions: [`s3:${action}`],
        resources: [$interpolate`${documents.clean.arn}/${ANY}/*`],
        ...(action === 'PutObject' ? { conditions: [onlyNew] } : {}),
      })),
      { actions: ['s3:ListBucket'], resources: [documents.clean.arn] },
      ...(actions.includes('GetObject')
        ? [
            {
              actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
              resources: [keys.documents.arn],
              conditions: [throughS3],
            },
          ]
        : []),
    ],
  }
}
