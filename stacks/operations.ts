import type { Archive } from './audit.ts'
import type { Tables } from './data.ts'
import type { Documents } from './documents.ts'
import type { Keys } from './keys.ts'
import { takenBy } from './operators.ts'
import { rightsOf } from './rights.ts'
import type { Stage } from './stage.ts'

/** What would undo what is on record; denied, so that no policy that is attached later gives it. */
const UNDO = {
  rows: ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'],
  files: [
    'DeleteObject',
    'DeleteObjectVersion',
    'BypassGovernanceRetention',
    'PutObjectRetention',
    'PutObjectLegalHold',
  ],
}

/**
 * Makes the role of whoever runs commands on a stage (docs/restore.md): imports, rotations, archives, and what follows a
 * restore. It opens whatever the stage has, so there is none unless somebody is named, and each use of it is an alarm.
 */
export function makeOperations(of: {
  readonly stage: Stage
  readonly tables: Tables
  readonly keys: Keys
  readonly archive: Archive
  readonly documents: Documents
}): aws.iam.Role | null {
  const { stage, tables, archive } = of
  if (stage.operators === null) return null
  const { get, query, write, scan, describe, openRoots, digestKey, files, documents } = rightsOf(of)
  const statements = [
    scan('records', 'directory', 'keys', 'sessions', 'audit', 'disclosures'),
    describe('keys'),
    get('records', 'all'),
    write('records', ['Put', 'Delete'], 'all'),
    get('directory', 'all'),
    query('directory', 'all'),
    write('directory', ['Put', 'Delete', 'ConditionCheck'], 'all'),
    get('keys', 'all'),
    query('keys', 'all'),
    write('keys', ['Put', 'ConditionCheck'], 'all'),
    write('sessions', ['Put'], 'all'),
    get('audit', 'trail'),
    query('audit', 'trail', 'digests'),
    write('audit', ['Put'], 'trail', 'digests'),
    write('disclosures', ['Put'], 'all'),
    openRoots('Decrypt', 'GenerateDataKey'),
    digestKey('Sign', 'GetPublicKey'),
    ...files(['chains', 'digests'], 'GetObject', 'PutObject'),
    ...files(['erased'], 'GetObject'),
    ...documents('GetObject', 'PutObject', 'DeleteObject'),
    { effect: 'Deny', actions: UNDO.rows.map((one) => `dynamodb:${one}`), resources: [tables.audit.arn] },
    {
      effect: 'Deny',
      actions: UNDO.files.map((one) => `s3:${one}`),
      resources: [$interpolate`${archive.archive.arn}/*`],
    },
  ]
  return new aws.iam.Role('OperationsRole', {
    name: `${stage.prefix}-operations`,
    maxSessionDuration: 3_600,
    assumeRolePolicy: JSON.stringify({ Version: '2012-10-17', Statement: [takenBy(stage.operators)] }),
    inlinePolicies: [{ name: 'operations', policy: aws.iam.getPolicyDocumentOutput({ statements }).json }],
  })
}
