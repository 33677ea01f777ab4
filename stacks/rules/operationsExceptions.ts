import type { Exception } from './exception.ts'

const of = { kinds: ['production'], resource: /^OperationsRole$/ } as const

/** Of the role that is for what no function does: stacks/operations.ts says who has it, and each use of it is an alarm. */
export const OPERATIONS: readonly Exception[] = [
  { ...of, rule: 'anyTenantIsNamed', reason: 'a rotation, an archive or a restore is of every tenant' },
  { ...of, rule: 'keysTableWriters', reason: 'rotations write keys anew, and imports make those of new patients' },
  {
    ...of,
    rule: 'roleNoInlinePolicy',
    reason: "a policy inside its role is no other role's and goes with it",
  },
  {
    ...of,
    rule: 'roleNoWildcard',
    wrong: /^may s3:(Get|Put)Object with arn:aws:s3:::[^*/]+\/(chains|digests|erased)\/\*$/,
    reason: 'audit files are named by what is in them; the bucket is one, and it is locked',
  },
  {
    ...of,
    rule: 'roleNoWildcard',
    wrong: /^may s3:(Get|Put|Delete)Object with arn:aws:s3:::[^*/]+\/\?{12}\/\*$/,
    reason:
      'imports, rotations and sweeps are of whichever tenant; the bucket is one, and it keeps versions for a while',
  },
  {
    ...of,
    rule: 'roleTrust',
    wrong: /^trusts arn:aws:iam::\d{12}:(role|user)\/[^*]+$/,
    reason: 'people sign in elsewhere: WARDGRAPH_OPERATORS names the one role or user that takes it',
  },
  { ...of, rule: 'scanIsErasures', reason: 'table dump, export, rotations and keys replay look at every row' },
  {
    ...of,
    rule: 'signerSigns',
    wrong: /^may kms:Sign$/,
    reason: 'audit export and audit archive close with a signed digest',
  },
]
