import type { Archive } from './audit.ts'
import type { Tables } from './data.ts'
import type { Keys } from './keys.ts'
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
}): aws.iam.Role | null {
  const { stage, tables, archive } = of
  if (stage.operators === null) return null
  const { get, query, write, scan, describe, openRoots, digestKey, files } = rightsOf(of)
  const statements = [
    scan('records', 'directory', 'keys', 'sessions', 'audit', 'disclosures'),
    describe('keys'),
    get('records', 'all'),
    {
      ...query('records', 'all'),
      resources: ['byTime', 'byCode'].map((index) => $interpolate`${tables.records.arn}/index/${index}`),
    },
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
    query('disclosures', 'all'),
    write('disclosures', ['Put'], 'all'),
    openRoots('Decrypt', 'GenerateDataKey'),
    digestKey('Sign', 'GetPublicKey'),
    ...files('GetObject', 'PutObject'),
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
    assumeRolePolicy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Operators',
          Effect: 'Allow',
          Principal: { AWS: stage.operators },
          Action: 'sts:AssumeRole',
          ...asked(stage.operators),
        },
      ],
    }),
    inlinePolicies: [{ name: 'operations', policy: aws.iam.getPolicyDocumentOutput({ statements }).json }],
  })
}

/**
 * What is asked of whoever takes the role. A user shows a second factor. In the session of another role, as IAM Identity
 * Center's are, `aws:MultiFactorAuthPresent` is never there: whoever signs people in asks for it, and the condition would
 * refuse everybody. No session name or tag stands for it, as the one who asks chooses them. What holds is the principal,
 * which IAM keeps by its unique id: a role that is made anew under the same name is not trusted. Who it was, CloudTrail
 * says: the session that assumes has the person's name.
 */
function asked(operators: string): object {
  return operators.includes(':user/') ? { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } } : {}
}
