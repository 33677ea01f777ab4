/** What differs between stages; nothing else does. */
interface Row {
  /** Whether it may hold PHI: what is stored outlives `sst remove`, which is refused. */
  readonly keeps: boolean
  /** How long audit files are locked, and whether anybody can lift that (S3 Object Lock). */
  readonly lock: { readonly mode: 'COMPLIANCE' | 'GOVERNANCE'; readonly days: number }
  /** Reserved concurrency of the API and of each other function; null: what the account has, as a new one has 10 in all. */
  readonly concurrency: { readonly api: number; readonly other: number } | null
  /** How CodeDeploy moves requests to a new version. */
  readonly shift: string
  /** Settings without which it is not deployed. */
  readonly needs: readonly (keyof Given)[]
  /** Whether there is a CloudTrail trail with data events, and AWS Backup. */
  readonly watched: boolean
  /** US dollars a month at which the budget alarms. */
  readonly budget: number
}

/** Six years (45 CFR 164.316(b)(2)(i)), of 365.25 days each and rounded up. */
const SIX_YEARS = 2_192

const STAGES = {
  personal: {
    keeps: false,
    lock: { mode: 'GOVERNANCE', days: 1 },
    concurrency: null,
    shift: 'CodeDeployDefault.LambdaAllAtOnce',
    needs: [],
    watched: false,
    budget: 50,
  },
  staging: {
    keeps: false,
    lock: { mode: 'GOVERNANCE', days: 1 },
    concurrency: { api: 20, other: 2 },
    shift: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    needs: ['alarmAddress'],
    watched: true,
    budget: 200,
  },
  production: {
    keeps: true,
    lock: { mode: 'COMPLIANCE', days: SIX_YEARS },
    concurrency: { api: 200, other: 5 },
    shift: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    needs: ['domain', 'alarmAddress', 'baa'],
    watched: true,
    budget: 2_000,
  },
} as const satisfies Readonly<Record<string, Row>>

/** What kinds of stages there are. */
export type Kind = keyof typeof STAGES

/** Which kind a stage of this name is. */
export function kindOf(name: string): Kind {
  return name === 'production' || name === 'staging' ? name : 'personal'
}

/** What an environment says of a stage, from variables or the file .env.STAGE. */
interface Given {
  /** The name that clients call, in a Route 53 zone of the account: `api.example.org`. */
  readonly domain: string | null
  /** Where alarms are sent: an e-mail address. */
  readonly alarmAddress: string | null
  /** Where the signed business associate agreement with AWS is on file (45 CFR 164.308(b)(1)). */
  readonly baa: string | null
  readonly region: string
  /** Where audit files are copied to: ARNs of a bucket with Object Lock and of its key, in another account or region; null: nowhere. */
  readonly replica: { readonly bucket: string; readonly key: string } | null
  /** Whether GuardDuty is turned on here; the organisation may have done so already. */
  readonly guardDuty: boolean
  /** Whether functions are deployed with what V8 made of them: deploy from arm64 and Lambda's own Node 24, or it is not used. */
  readonly compileCache: boolean
  /** Who may take the operations role: the ARN of an IAM role, as IAM Identity Center makes them, or of a user; null: nobody. */
  readonly operators: string | null
  /** Which of the two origin secrets CloudFront sends, and how often each was made anew. */
  readonly originSecret: { readonly sends: 'a' | 'b'; readonly a: string; readonly b: string }
}

/** A stage as the stacks see it. */
export interface Stage extends Row, Given {
  readonly name: string
  readonly kind: Kind
  /** What its tables are called before the dash. */
  readonly prefix: string
}

const VARIABLES = {
  domain: 'WARDGRAPH_DOMAIN',
  alarmAddress: 'WARDGRAPH_ALARM_ADDRESS',
  baa: 'WARDGRAPH_BAA',
  region: 'WARDGRAPH_REGION',
  replica: 'WARDGRAPH_REPLICA',
  guardDuty: 'WARDGRAPH_GUARDDUTY',
  compileCache: 'WARDGRAPH_COMPILE_CACHE',
  operators: 'WARDGRAPH_OPERATORS',
  originSecret: 'WARDGRAPH_ORIGIN_SECRET',
} as const

/** Roles are called after it, and IAM takes 64 characters. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/

/**
 * The stage of a name: `production`, `staging`, or whatever else, which is personal.
 * @throws Error naming the variables that a stage needs and has not
 */
export function stageOf(name: string, env: Readonly<Record<string, string | undefined>>): Stage {
  if (!NAME.test(name)) throw new Error('STAGE: a stage is called by 1 to 20 of a-z, 0-9 and inner hyphens')
  const kind = kindOf(name)
  const row: Row = STAGES[kind]
  const given: Given = {
    domain: env[VARIABLES.domain] || null,
    alarmAddress: env[VARIABLES.alarmAddress] || null,
    baa: env[VARIABLES.baa] || null,
    region: env[VARIABLES.region] || 'us-east-1',
    replica: replicaOf(env[VARIABLES.replica] || null),
    guardDuty: env[VARIABLES.guardDuty] === 'on',
    compileCache: env[VARIABLES.compileCache] === 'on',
    operators: operatorsOf(env[VARIABLES.operators] || null),
    originSecret: originSecretOf(env[VARIABLES.originSecret] || 'a:1:1'),
  }
  const missing = row.needs.filter((need) => given[need] === null).map((need) => VARIABLES[need])
  if (missing.length > 0) throw new Error(`STAGE: ${name} is not deployed without ${missing.join(', ')}`)
  return { ...row, ...given, name, kind, prefix: `wardgraph-${name}` }
}

/** Two ARNs with a comma between them. @throws Error for anything else */
function replicaOf(text: string | null): Given['replica'] {
  if (text === null) return null
  const [, bucket, key] = /^(arn:aws:s3:::[a-z0-9.-]+),(arn:aws:kms:\S+)$/.exec(text) ?? []
  if (bucket === undefined || key === undefined)
    throw new Error(`STAGE: ${VARIABLES.replica} is not BUCKET_ARN,KEY_ARN`)
  return { bucket, key }
}

/** Never an account, nor everybody. @throws Error for anything else */
function operatorsOf(text: string | null): Given['operators'] {
  if (text === null || /^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(text)) return text
  throw new Error(`STAGE: ${VARIABLES.operators} is not the ARN of an IAM role or user`)
}

/** `a:1:2`: CloudFront sends a; a is its first, b its second. @throws Error for anything else */
function originSecretOf(text: string): Given['originSecret'] {
  const [, sends, a, b] = /^([ab]):(\d{1,4}):(\d{1,4})$/.exec(text) ?? []
  if ((sends !== 'a' && sends !== 'b') || a === undefined || b === undefined)
    throw new Error(`STAGE: ${VARIABLES.originSecret} is not of the form a:1:1`)
  return { sends, a, b }
}
